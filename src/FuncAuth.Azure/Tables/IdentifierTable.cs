using Azure;
using Azure.Data.Tables;
using FuncAuth.Stores;
using FuncAuth.Users;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Azure.Tables;

/// <summary>
/// Whose an identifier is. The first to insert the row has it, and from then on the row counts while its user has the identifier.
/// </summary>
/// <remarks>
/// The user is created after the claim, in another partition, so for a while there is a claim without a user. During that while it counts
/// by its age: a function is cut off after one minute, so after ten (<see cref="Life"/>) a completion that has not come to its user has
/// died, and its claim with it. This is read off the clock when somebody asks, and no timer has to clean up.
/// <para>
/// Giving up a claim must not take an identifier from a user that exists or is about to: another try of the same completion has the same
/// user, may rely on the same claim, and creates the user in a partition that no condition here can see. So the row is deleted only
/// while exactly one try has ever claimed it. Otherwise its life is shortened to more than any function has left (<see cref="Grace"/>),
/// and then the user's own row says whether it counts.
/// </para>
/// </remarks>
internal sealed class IdentifierTable(StorageLayout layout, TimeProvider time, ILogger<IdentifierTable> log) : IIdentifierStore
{
    /// <summary>How long a claim counts without a user: ten times as long as a function may run.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>How long a claim that was given up still counts, because another try may be under way: twice as long as a function may run.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    /// <summary>A claim that is made again and has less than this left is renewed, so that it cannot lapse on the way to the user.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(5);

    private const int Rounds = 10;

    private readonly TableClient table = layout.Table(layout.Identifiers);
    private readonly TableClient users = layout.Table(layout.Users);

    public async Task<UserId?> FindOwnerAsync(Identifier identifier, CancellationToken ct)
    {
        if (await table.FindRowAsync(identifier.Key, IdentifierRow.Key, ct) is not { } row)
            return null;

        var claim = IdentifierRow.Read(row);
        return await CountsAsync(claim, identifier, time.GetUtcNow(), ct) ? claim.User : null;
    }

    public async Task<UserId?> FindClaimantAsync(Identifier identifier, CancellationToken ct) =>
        await table.FindRowAsync(identifier.Key, IdentifierRow.Key, ct) is { } row ? IdentifierRow.Read(row).User : null;

    public async Task<bool> ClaimAsync(Identifier identifier, UserId user, DateTimeOffset now, CancellationToken ct)
    {
        var claim = new IdentifierRow(user, now + Life, IsShared: false);
        for (var round = 0; round < Rounds; round++)
        {
            if (await table.TryAddAsync(claim.Write(identifier), ct))
                return true;

            if (await table.FindRowAsync(identifier.Key, IdentifierRow.Key, ct) is not { } row)
                continue;

            var stored = IdentifierRow.Read(row);
            if (stored.User == user)
            {
                // Said on the row that a second try relies on it, once. (The second try may be this one, sent twice by the transport.)
                if (stored.IsShared && stored.LapsesAt - now > Renewal)
                    return true;
                if (await table.TryReplaceAsync((claim with { IsShared = true }).Write(identifier), row.ETag, ct))
                    return true;
            }
            else if (await CountsAsync(stored, identifier, now, ct))
            {
                return false;
            }
            else if (await table.TryReplaceAsync(claim.Write(identifier), row.ETag, ct))
            {
                Log.DeadClaimTakenOver(log, stored.User, identifier.Kind, user);
                return true;
            }
        }

        throw new InvalidOperationException($"An identifier is claimed from too many sides at once ({identifier.Kind}).");
    }

    public async Task<bool> ClaimProvenAsync(Identifier identifier, UserId user, DateTimeOffset now, CancellationToken ct)
    {
        // The proof has left a row of misses, if an empty one. It may have changed since, and that makes no difference: the deletion is unconditional.
        var claim = new IdentifierRow(user, now + Life, IsShared: false).Write(identifier);
        var misses = new TableEntity(identifier.Key, StrayMissesRow.KeyOf(MissedAt.SignUp));
        return await table.TrySubmitAsync(
                [new(TableTransactionActionType.Add, claim), new(TableTransactionActionType.Delete, misses, ETag.All)], ct)
            || await ClaimAsync(identifier, user, now, ct);
    }

    public async Task ReleaseAsync(Identifier identifier, UserId user, CancellationToken ct)
    {
        if (await table.FindRowAsync(identifier.Key, IdentifierRow.Key, ct) is not { } row)
            return;

        var claim = IdentifierRow.Read(row);
        if (claim.User != user)
            return;

        // Who gives up has claimed before. If it was the only one ever, nobody else relies on the row; if somebody has come since, the
        // ETag is another. The look at the user is for callers that had not claimed.
        if (!claim.IsShared && !await HasAsync(user, identifier, ct) && await table.TryDeleteAsync(row, ct))
            return;

        await LetLapseAsync(identifier, user, ct);
    }

    /// <summary>Lets the claim count for a little while longer, and then only if the user has the identifier.</summary>
    public async Task LetLapseAsync(Identifier identifier, UserId user, CancellationToken ct)
    {
        for (var round = 0; round < Rounds; round++)
        {
            if (await table.FindRowAsync(identifier.Key, IdentifierRow.Key, ct) is not { } row)
                return;

            var claim = IdentifierRow.Read(row);
            var soon = time.GetUtcNow() + Grace;
            if (claim.User != user || claim.LapsesAt <= soon)
                return;

            if (await table.TryReplaceAsync((claim with { LapsesAt = soon }).Write(identifier), row.ETag, ct))
                return;
        }

        throw new InvalidOperationException($"An identifier is claimed from too many sides at once ({identifier.Kind}).");
    }

    private async Task<bool> CountsAsync(IdentifierRow claim, Identifier identifier, DateTimeOffset now, CancellationToken ct) =>
        now < claim.LapsesAt || await HasAsync(claim.User, identifier, ct);

    private async Task<bool> HasAsync(UserId user, Identifier identifier, CancellationToken ct) =>
        await users.FindRowAsync(user.Value, UserRow.Key, ct) is { } row && UserRow.Read(row).Identifiers.Contains(identifier);
}
