using Azure.Data.Tables;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tables;

/// <summary>A claim on an identifier. Its partition key is the identifier's hash: the address itself is not in the table.</summary>
/// <param name="User">Whose it is.</param>
/// <param name="LapsesAt">From when on the claim counts only if the user exists and has the identifier.</param>
/// <param name="IsShared">Whether it was claimed more than once, so that more than one completion may rely on it.</param>
internal sealed record IdentifierRow(UserId User, DateTimeOffset LapsesAt, bool IsShared)
{
    public const string Key = "identifier";

    private const int Version = 1;

    public TableEntity Write(Identifier identifier)
    {
        var row = Row.Begin(identifier.Key, Key, Version);
        row[nameof(User)] = User.Value;
        row[nameof(LapsesAt)] = LapsesAt;
        row[nameof(IsShared)] = IsShared;
        return row;
    }

    public static IdentifierRow Read(TableEntity row) => Row.VersionOf(row) switch
    {
        1 => new IdentifierRow(
            UserId.Parse(Row.Text(row, nameof(User))),
            Row.Time(row, nameof(LapsesAt)),
            row.GetBoolean(nameof(IsShared)) ?? throw Row.Broken(row, $"it has no {nameof(IsShared)}")),
        var later => throw Row.OfLaterVersion(row, later),
    };
}
