using FuncAuth.Clients;
using FuncAuth.Sessions;
using FuncAuth.Stores;
using FuncAuth.Users;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// What clients hold of a user that is to be deleted: attempts with addresses in them, sessions. Which clients, the notes in the user's partition say, so
/// it is done while those are there.
/// </summary>
public sealed class Traces(IClientStore clients, IUserStore users)
{
    private const int Rounds = 20;

    /// <summary>How many clients are read at once.</summary>
    private const int Chunk = 20;

    /// <summary>Has every client but <paramref name="own"/> forget the user. Done again it comes to the same.</summary>
    /// <param name="user">The user.</param>
    /// <param name="own">The client that asks: it is saved by the step itself.</param>
    /// <param name="now">The time of the request.</param>
    /// <param name="requestId">Marks what is written.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task ForgetAsync(User user, ClientId own, DateTimeOffset now, string requestId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(user);
        var others = (await users.SessionsAsync(user.Id, ct)).Select(note => note.Value.Client).Where(client => client != own).Distinct();
        foreach (var some in others.Chunk(Chunk))
            await Task.WhenAll(some.Select(client => ForgetOnAsync(client, user, now, requestId, ct)));
    }

    private async Task ForgetOnAsync(ClientId id, User user, DateTimeOffset now, string requestId, CancellationToken ct)
    {
        for (var round = 0; round < Rounds; round++)
        {
            if (await clients.FindAsync(id, ct) is not { } read)
                return;

            var next = read.Value.Forgetting(user, now);
            if (ReferenceEquals(next, read.Value) || await clients.SaveAsync(next.ChangedAt(now), read, requestId, ct) is not null)
                return;
        }

        throw new InvalidOperationException($"Client {id} is written from too many sides at once.");
    }
}
