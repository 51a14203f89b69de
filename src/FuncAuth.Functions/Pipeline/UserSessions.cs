using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.Stores;
using FuncAuth.Sweeping;
using FuncAuth.Users;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// The sessions of one user over all clients. They live in the partitions of their clients; notes in the user's partition say where. What a note says is
/// only where to look: whether a session can be used, its client and its user say.
/// </summary>
public sealed class UserSessions(Instance instance, IUserStore users, IClientStore clients)
{
    private const int Rounds = 20;

    /// <summary>Most sessions that are listed, the newest; ending all others by a change of the password reaches the rest too.</summary>
    private const int MostListed = 100;

    /// <summary>How many clients are read at once.</summary>
    private const int Chunk = 20;

    /// <summary>How many notes are followed in one call, however many of them lead nowhere.</summary>
    private const int MostFollowed = 200;

    /// <summary>
    /// The user's sessions that can be used, last used first. Notes of sessions that are over for good are deleted on the way, so that the next call has
    /// less to follow.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="own">The calling client, which is not read again.</param>
    /// <param name="now">The time of the request.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<ImmutableArray<Session>> ListAsync(User user, Client own, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(own);
        var notes = await users.SessionsAsync(user.Id, ct);
        var over = notes.Where(note => now >= note.Value.ExpireAt).ToList();
        var live = own.ActiveSessions(now).Where(session => session.User == user.Id).ToDictionary(session => session.Id);
        var known = new Dictionary<ClientId, Client?> { [own.Id] = own };

        foreach (var chunk in notes.Except(over).OrderByDescending(note => note.Value.CreatedAt).Take(MostFollowed).Chunk(Chunk))
        {
            foreach (var (id, client) in await ReadAsync(chunk.Select(note => note.Value.Client).Where(id => !known.ContainsKey(id)), ct))
                known[id] = client;

            foreach (var note in chunk)
            {
                var client = known[note.Value.Client];
                if (client?.Find(note.Value.Session) is not { } session || session.User != user.Id)
                {
                    if (now - note.Value.CreatedAt > SweepFlow.Slack) // else it may only be early: a note is written before its session
                        over.Add(note);
                }
                else if (!session.IsActiveAt(now) || user.HasCut(session))
                {
                    over.Add(note);
                }
                else if (now < client.CreatedAt + instance.ClientLifetime)
                {
                    live[session.Id] = session;
                }
            }

            if (live.Count >= MostListed)
                break;
        }

        if (over.Count > 0)
            await users.ForgetSessionsAsync(user.Id, over, ct);
        return [.. live.Values.OrderByDescending(session => session.LastActiveAt).Take(MostListed)];
    }

    /// <summary>
    /// Ends a session of <paramref name="user"/> that lives on another client, on the condition that this client still is as it was read. Whoever refreshes
    /// a token there at the same time comes before or after, and after it is refused.
    /// </summary>
    public async Task<Decision<Session>> RevokeAsync(UserId user, SessionId id, Exchange exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);

        // What has begun is finished, whether or not the caller still listens.
        var ct = CancellationToken.None;
        if (await users.FindSessionAsync(user, id, ct) is not { } note)
            return Decision.Refuse<Session>(exchange.Own, AuthErrors.ResourceNotFound);

        for (var round = 0; round < Rounds; round++)
        {
            var read = await clients.FindAsync(note.Client, ct);
            var decision = SessionFlow.RevokeElsewhere(read?.Value, user, id, exchange.Facts);
            if (ReferenceEquals(decision.Next, read?.Value) || await clients.SaveAsync(decision.Next!, read, exchange.Facts.RequestId, ct) is not null)
                return decision with { Next = exchange.Own };

            await StepLoop.PauseAsync(round, ct);
        }

        return Decision.Refuse<Session>(exchange.Own, AuthErrors.ResourceLocked);
    }

    private async Task<IEnumerable<(ClientId Id, Client? Client)>> ReadAsync(IEnumerable<ClientId> ids, CancellationToken ct) =>
        await Task.WhenAll(ids.Distinct().Select(async id => (id, (await clients.FindAsync(id, ct))?.Value)));
}
