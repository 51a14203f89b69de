using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Stores;
using FuncAuth.Users;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Functions.Pipeline;

/// <summary>What came of a step: the decision that was committed, and users that are known without reading them.</summary>
public sealed record Outcome<TSubject>(Decision<TSubject> Decision, ImmutableDictionary<UserId, User> Known)
    where TSubject : class;

/// <summary>
/// Decide, commit, and decide again from fresh state where the commit lost a race: safe because deciding does nothing. The order of a
/// commit is fixed and each step of it can be repeated, so that a process that dies in between loses nothing: claims, user, client,
/// messages.
/// </summary>
public sealed class StepLoop(
    IClientStore clients, IUserStore users, IIdentifierStore identifiers, IMessageQueue queue, ILogger<StepLoop> log)
{
    private const int Rounds = 20;

    /// <summary>Decides and commits.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="facts">What the step may look at.</param>
    /// <param name="decide">The step.</param>
    /// <typeparam name="TSubject">What the step is about.</typeparam>
    public async Task<Outcome<TSubject>> RunAsync<TSubject>(Exchange exchange, Facts facts, Func<Client?, Facts, Decision<TSubject>> decide)
        where TSubject : class
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(decide);

        // What has begun is finished, whether or not the caller still listens: a cancelled commit is a half one.
        var ct = CancellationToken.None;
        var read = exchange.Client;

        for (var round = 0; round < Rounds; round++)
        {
            var decision = decide(read?.Value, facts);

            if (await ClaimAsync(decision, facts.Now, ct) is { } taken)
            {
                facts = facts with { Taken = facts.Taken.Add(taken) };
                continue;
            }

            var known = ImmutableDictionary<UserId, User>.Empty;
            foreach (var effect in decision.Effects.OfType<Effect.CreateUser>())
            {
                await users.CreateAsync(effect.User, decision.Next!.Id, effect.Session, ct);
                known = known.Add(effect.User.Id, effect.User);
            }

            if (decision.Next is { } next && !ReferenceEquals(next, read?.Value)
                && await clients.SaveAsync(next, read, exchange.RequestId, ct) is SaveResult.Conflict)
            {
                Log.DecidingAgain(log, round);
                await PauseAsync(round, ct);
                read = await clients.FindAsync(next.Id, ct);
                continue;
            }

            // Nobody is sent a code that is not on record. A crash before this line costs a tap on "resend".
            foreach (var effect in decision.Effects.OfType<Effect.Send>())
                await queue.EnqueueAsync(effect.Order, ct);

            return new Outcome<TSubject>(decision, known);
        }

        return new Outcome<TSubject>(Decision.Refuse<TSubject>(read?.Value, AuthErrors.ResourceLocked), ImmutableDictionary<UserId, User>.Empty);
    }

    /// <summary>Makes the claims of a decision, all or none; the identifier that is somebody else's, or null.</summary>
    private async Task<Identifier?> ClaimAsync<TSubject>(Decision<TSubject> decision, DateTimeOffset now, CancellationToken ct)
        where TSubject : class
    {
        var made = new List<Effect.Claim>();
        foreach (var claim in decision.Effects.OfType<Effect.Claim>())
        {
            if (await identifiers.ClaimAsync(claim.Identifier, claim.User, now, ct))
            {
                made.Add(claim);
                continue;
            }

            foreach (var release in made)
                await identifiers.ReleaseAsync(release.Identifier, release.User, ct);
            return claim.Identifier;
        }

        return null;
    }

    // Many writers on one client: each round one of them wins, the others step aside for a moment that grows.
    private static Task PauseAsync(int round, CancellationToken ct) =>
        round == 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 5 * round + 2)), ct);
}
