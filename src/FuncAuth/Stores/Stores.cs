using FuncAuth.Clients;
using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.Users;

namespace FuncAuth.Stores;

/// <summary>A value and the version it was read at, which a later save is conditional on.</summary>
public readonly record struct Versioned<T>(T Value, string Version);

/// <summary>Clients with their attempts and sessions: one partition each, written as one transaction.</summary>
public interface IClientStore
{
    /// <summary>The client with all it holds, in one storage operation; null where there is none.</summary>
    Task<Versioned<Client>?> FindAsync(ClientId id, CancellationToken ct);

    /// <summary>
    /// Writes <paramref name="next"/> if the client still is as it was read (null: if there is none yet), and gives it with its new version;
    /// null where somebody else wrote since: decide again from fresh state.
    /// </summary>
    /// <param name="next">The client to write.</param>
    /// <param name="read">What it was decided from.</param>
    /// <param name="requestId">Marks the write, so that a retry of the transport that meets our own write is told from a lost race.</param>
    /// <param name="ct">Cancels before the write is sent.</param>
    Task<Versioned<Client>?> SaveAsync(Client next, Versioned<Client>? read, string requestId, CancellationToken ct);
}

/// <summary>Users, one partition each.</summary>
public interface IUserStore
{
    /// <summary>The user; null where there is none.</summary>
    Task<Versioned<User>?> FindAsync(UserId id, CancellationToken ct);

    /// <summary>
    /// Creates the user and notes its first session, in one transaction. A user's id derives from its sign-up: meeting one that exists
    /// means that an earlier try of the same completion was cut off after this point: it stays as it is, and claims for identifiers that it
    /// has not are given up.
    /// </summary>
    Task CreateAsync(User user, ClientId client, Session session, CancellationToken ct);

    /// <summary>
    /// Writes <paramref name="next"/> if the user still is as it was read, and notes a session that begins with it, in one transaction; false where
    /// somebody else wrote since: gather and decide again.
    /// </summary>
    /// <param name="next">The user to write.</param>
    /// <param name="read">What it was decided from.</param>
    /// <param name="enters">The session that begins and the client that it lives on; null where none does.</param>
    /// <param name="requestId">Marks the write, so that a retry of the transport that meets our own write is told from a lost race.</param>
    /// <param name="ct">Cancels before the write is sent.</param>
    Task<bool> SaveAsync(User next, Versioned<User> read, (ClientId Client, Session Session)? enters, string requestId, CancellationToken ct);

    /// <summary>Deletes the user and the notes of its sessions, if it still is as it was read; false where it is not.</summary>
    Task<bool> DeleteAsync(Versioned<User> read, CancellationToken ct);

    /// <summary>Which sessions of the user were noted, and on which clients they live; ended ones among them, in no order.</summary>
    Task<IReadOnlyList<Versioned<SessionNote>>> SessionsAsync(UserId id, CancellationToken ct);

    /// <summary>The note of one session of the user; null where there is none.</summary>
    Task<SessionNote?> FindSessionAsync(UserId id, SessionId session, CancellationToken ct);

    /// <summary>Deletes notes, those that still are as they were read. What is left is only left longer.</summary>
    Task ForgetSessionsAsync(UserId id, IReadOnlyCollection<Versioned<SessionNote>> notes, CancellationToken ct);
}

/// <summary>
/// A note in a user's partition of where one of its sessions lives. It is written with the user before the session exists on its client, so for a moment
/// there may be a note without a session, and never a session without a note.
/// </summary>
/// <param name="Session">The session.</param>
/// <param name="Client">The client that holds it.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="ExpireAt">Its absolute end: from then on the note says nothing.</param>
public sealed record SessionNote(SessionId Session, ClientId Client, DateTimeOffset CreatedAt, DateTimeOffset ExpireAt);

/// <summary>Misses at identifiers that have no account: they slow and lock like those of an account.</summary>
public interface IStrayMissStore
{
    /// <summary>The misses; null where there are none on record.</summary>
    Task<Versioned<Misses>?> FindAsync(Identifier identifier, MissedAt where, CancellationToken ct);

    /// <summary>Writes <paramref name="next"/> if they still are as they were read (null: if there are none on record); false where they are not.</summary>
    Task<bool> SaveAsync(Identifier identifier, MissedAt where, Misses next, Versioned<Misses>? read, CancellationToken ct);
}

/// <summary>Which user an identifier belongs to: inserted if absent, which is the uniqueness rule.</summary>
public interface IIdentifierStore
{
    /// <summary>Whose it is; null where it is free.</summary>
    Task<UserId?> FindOwnerAsync(Identifier identifier, CancellationToken ct);

    /// <summary>
    /// Who has claimed it, in one storage operation; null where nobody has. Whether the claim counts says the user itself, whom the caller reads anyway.
    /// </summary>
    Task<UserId?> FindClaimantAsync(Identifier identifier, CancellationToken ct);

    /// <summary>
    /// Claims it for <paramref name="user"/>: true where it is that user's afterwards, also when it was before; false where it is
    /// somebody else's.
    /// </summary>
    Task<bool> ClaimAsync(Identifier identifier, UserId user, DateTimeOffset now, CancellationToken ct);

    /// <summary>
    /// The same for a contact that a sign-up has proven, and in the same operation what was missed at its codes goes
    /// (<see cref="MissedAt.SignUp"/>). Should the claim come to nothing after all: who made it is the one whose contact it is.
    /// </summary>
    Task<bool> ClaimProvenAsync(Identifier identifier, UserId user, DateTimeOffset now, CancellationToken ct);

    /// <summary>Gives up a claim of <paramref name="user"/>, if it is that user's; for a completion that turned out impossible.</summary>
    Task ReleaseAsync(Identifier identifier, UserId user, CancellationToken ct);
}

/// <summary>What became of asking for the right to deliver a message.</summary>
public enum DeliveryClaim
{
    /// <summary>Ours: send it.</summary>
    Granted,

    /// <summary>It was sent: nothing is left to do.</summary>
    AlreadySent,

    /// <summary>Another delivery of the same message is under way: come again later.</summary>
    UnderWay,
}

/// <summary>The sent-markers: a queue delivers at least once, a person gets one message (SECURITY.md Q01).</summary>
public interface IDeliveryStore
{
    /// <summary>
    /// Asks for the right to send. A claim that was never settled (its holder died) lapses after <paramref name="lease"/>; null means
    /// that it never lapses, for channels on which a repeat cannot be recognised.
    /// </summary>
    Task<DeliveryClaim> ClaimAsync(VerificationId message, DateTimeOffset now, TimeSpan? lease, CancellationToken ct);

    /// <summary>Notes that it was sent, or is never to be.</summary>
    Task SettleAsync(VerificationId message, DateTimeOffset now, CancellationToken ct);

    /// <summary>Gives the right back, so that the next try may send.</summary>
    Task ReleaseAsync(VerificationId message, CancellationToken ct);
}

/// <summary>A list of leaked passwords somewhere else, asked by the first digits of a hash: it never sees a password.</summary>
public interface ILeakedPasswords
{
    /// <summary>
    /// The rest (35 digits, upper case) of each SHA-1 on the list that begins with <paramref name="prefix"/> (5 digits); null where the
    /// list did not answer in time or not in its form.
    /// </summary>
    Task<IReadOnlySet<string>?> FindAsync(string prefix, CancellationToken ct);
}

/// <summary>Where messages wait for delivery.</summary>
public interface IMessageQueue
{
    /// <summary>Returns once the message is stored.</summary>
    Task EnqueueAsync(MessageOrder order, CancellationToken ct);
}
