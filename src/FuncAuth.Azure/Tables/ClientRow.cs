using System.Collections.Immutable;
using Azure.Data.Tables;
using FuncAuth.Clients;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Users;

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
    string? SignIn = null,
    string? LastActiveSession = null,
    string? LastAuthenticationStrategy = null,
    ImmutableArray<string>? ReplacedSignIns = null,
    ImmutableArray<KnownUserRow>? KnownUsers = null)
{
    public const string Key = "client";

    private const int Version = 1;
    private const string UpdatedAtColumn = "UpdatedAt";

    /// <param name="client">The client to write.</param>
    /// <param name="requestId">The request that writes; see <see cref="Row.IsSameWrite"/>.</param>
    public static TableEntity Write(Client client, string requestId)
    {
        var content = new ClientRow(
            client.TokenHash,
            client.CreatedAt,
            client.UpdatedAt,
            [.. client.ReplacedSignUps.Select(id => id.Value)],
            [.. client.Sessions.Select(session => session.Id.Value)],
            client.SignUp?.Id.Value,
            client.SignIn?.Id.Value,
            client.LastActiveSession?.Value,
            client.LastAuthenticationStrategy,
            client.ReplacedSignIns.IsEmpty ? null : [.. client.ReplacedSignIns.Select(id => id.Value)],
            client.KnownUsers.IsEmpty ? null : [.. client.KnownUsers.Select(KnownUserRow.From)]);
        var row = Row.Write(client.Id.Value, Key, Version, content, RowJson.Stored.ClientRow);
        Row.Sign(row, requestId);
        row[UpdatedAtColumn] = client.UpdatedAt; // what has lain untouched for long can be found and swept
        return row;
    }

    public static ClientRow Read(TableEntity row) => Row.VersionOf(row) switch
    {
        1 => Row.Content(row, RowJson.Stored.ClientRow),
        var later => throw Row.OfLaterVersion(row, later),
    };

    public Client ToClient(ClientId id, SignUp? signUp, SignIn? signIn, ImmutableArray<Session> sessions) => new()
    {
        Id = id,
        TokenHash = TokenHash,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        SignUp = signUp,
        SignIn = signIn,
        ReplacedSignUps = [.. ReplacedSignUps.Select(SignUpId.Parse)],
        ReplacedSignIns = [.. (ReplacedSignIns ?? []).Select(SignInId.Parse)],
        KnownUsers = [.. (KnownUsers ?? []).Select(known => known.ToKnown())],
        Sessions = sessions,
        LastActiveSession = LastActiveSession is null ? null : SessionId.Parse(LastActiveSession),
        LastAuthenticationStrategy = LastAuthenticationStrategy,
    };
}

/// <summary>A user that signed in on a client before. Without a time since when it is one from before there was one, and known for too long.</summary>
internal sealed record KnownUserRow(string User, ImmutableArray<MissRow>? Misses = null, DateTimeOffset? Since = null)
{
    public static KnownUserRow From(KnownUser known) =>
        new(known.User.Value, MissRow.From(known.Misses), known.Since == default ? null : known.Since);

    public KnownUser ToKnown() => new(UserId.Parse(User), MissRow.ToMisses(Misses), Since ?? default);
}

/// <summary>A wrong code or password.</summary>
internal sealed record MissRow(DateTimeOffset At, string By, string Client)
{
    /// <summary>The misses as they are kept; null where there are none.</summary>
    public static ImmutableArray<MissRow>? From(Misses misses) => misses.Recent.IsEmpty ? null : [.. misses.Recent.Select(miss => new MissRow(miss.At, miss.By, miss.Client.Value))];

    public static Misses ToMisses(ImmutableArray<MissRow>? rows) => rows is null ? Misses.None : new([.. rows.Value.Select(row => new Miss(row.At, row.By, ClientId.Parse(row.Client)))]);
}
