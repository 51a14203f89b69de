using System.Collections.Immutable;
using Azure.Data.Tables;
using FuncAuth.Clients;
using FuncAuth.Sessions;
using FuncAuth.SignUps;

namespace FuncAuth.Azure.Tables;

/// <summary>
/// The root row of a client: what it holds itself, and which sign-up and sessions have rows beside it, in their order. Every save writes
/// it, so its ETag stands for the whole partition.
/// </summary>
internal sealed record ClientRow(
    string TokenHash,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    ImmutableArray<string> ReplacedSignUps,
    ImmutableArray<string> Sessions,
    string? SignUp = null,
    string? LastActiveSession = null,
    string? LastAuthenticationStrategy = null)
{
    public const string Key = "client";

    private const int Version = 1;
    private const string WriterColumn = "By";
    private const string UpdatedAtColumn = "UpdatedAt";

    /// <param name="client">The client to write.</param>
    /// <param name="requestId">The request that writes; see <see cref="WriterOf"/>.</param>
    public static TableEntity Write(Client client, string requestId)
    {
        var content = new ClientRow(
            client.TokenHash,
            client.CreatedAt,
            client.UpdatedAt,
            [.. client.ReplacedSignUps.Select(id => id.Value)],
            [.. client.Sessions.Select(session => session.Id.Value)],
            client.SignUp?.Id.Value,
            client.LastActiveSession?.Value,
            client.LastAuthenticationStrategy);
        var row = Row.Write(client.Id.Value, Key, Version, content, RowJson.Stored.ClientRow);
        row[WriterColumn] = requestId;
        row[UpdatedAtColumn] = client.UpdatedAt; // what has lain untouched for long can be found and swept
        return row;
    }

    public static ClientRow Read(TableEntity row) => Row.VersionOf(row) switch
    {
        1 => Row.Content(row, RowJson.Stored.ClientRow),
        var later => throw Row.OfLaterVersion(row, later),
    };

    /// <summary>Which request wrote the row, so that a repeated write that meets itself is told from a lost race.</summary>
    public static string WriterOf(TableEntity row) => Row.Text(row, WriterColumn);

    public Client ToClient(ClientId id, SignUp? signUp, ImmutableArray<Session> sessions) => new()
    {
        Id = id,
        TokenHash = TokenHash,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        SignUp = signUp,
        ReplacedSignUps = [.. ReplacedSignUps.Select(SignUpId.Parse)],
        Sessions = sessions,
        LastActiveSession = LastActiveSession is null ? null : SessionId.Parse(LastActiveSession),
        LastAuthenticationStrategy = LastAuthenticationStrategy,
    };
}
