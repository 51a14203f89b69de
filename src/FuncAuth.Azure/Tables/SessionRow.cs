using System.Diagnostics;
using Azure.Data.Tables;
using FuncAuth.Sessions;

namespace FuncAuth.Azure.Tables;

/// <summary>A session of a client, in the client's partition.</summary>
internal sealed record SessionRow(
    string User,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset LastActiveAt,
    DateTimeOffset ExpireAt,
    DateTimeOffset AbandonAt,
    DateTimeOffset FirstFactorAt,
    DateTimeOffset? SecondFactorAt = null,
    string? End = null,
    DeviceRow? Device = null)
{
    private const int Version = 1;
    private const string KeyPrefix = "session:";

    public static string KeyOf(string id) => $"{KeyPrefix}{id}";

    public static SessionId IdIn(string key) => SessionId.Parse(key[KeyPrefix.Length..]);

    public static bool IsKey(string key) => key.StartsWith(KeyPrefix, StringComparison.Ordinal);

    public static TableEntity Write(ClientId client, Session session)
    {
        var content = new SessionRow(
            session.User.Value,
            session.CreatedAt,
            session.UpdatedAt,
            session.LastActiveAt,
            session.ExpireAt,
            session.AbandonAt,
            session.FirstFactorAt,
            session.SecondFactorAt,
            WordFor(session.End),
            DeviceRow.From(session.Device));
        return Row.Write(client.Value, KeyOf(session.Id.Value), Version, content, RowJson.Stored.SessionRow);
    }

    public static SessionRow Read(TableEntity row) => Row.VersionOf(row) switch
    {
        1 => Row.Content(row, RowJson.Stored.SessionRow),
        var later => throw Row.OfLaterVersion(row, later),
    };

    public Session ToSession(SessionId id) => new(
        id, UserId.Parse(User), CreatedAt, UpdatedAt, LastActiveAt, ExpireAt, AbandonAt, FirstFactorAt, SecondFactorAt, EndFor(End))
    {
        Device = Device?.ToDevice(),
    };

    // Words of our own: renaming a member of the enumeration must not change what is stored.
    private static string? WordFor(SessionEnd? end) => end switch
    {
        null => null,
        SessionEnd.Ended => "ended",
        SessionEnd.Removed => "removed",
        SessionEnd.Revoked => "revoked",
        _ => throw new UnreachableException(),
    };

    private static SessionEnd? EndFor(string? word) => word switch
    {
        null => null,
        "ended" => SessionEnd.Ended,
        "removed" => SessionEnd.Removed,
        "revoked" => SessionEnd.Revoked,
        _ => throw new InvalidDataException("A stored session has ended in a way that this release does not know."),
    };
}

/// <summary>From where a session was used last.</summary>
internal sealed record DeviceRow(string? Type = null, bool? IsMobile = null, string? Browser = null, string? BrowserVersion = null, string? Address = null)
{
    public static DeviceRow? From(Device? device) => device is null
        ? null
        : new DeviceRow(device.Type, device.IsMobile ? true : null, device.Browser, device.BrowserVersion, device.Address);

    public Device ToDevice() => new(Type, IsMobile is true, Browser, BrowserVersion, Address);
}
