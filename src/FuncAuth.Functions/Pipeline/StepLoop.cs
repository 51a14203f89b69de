using System.Collections.Immutable;
using System.Diagnostics;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Messages;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Users;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// Decide, commit, and decide again from fresh state where the commit lost a race: safe because deciding does nothing. What a sign-up makes is
/// written only after a save of the client has elected the request that may; what a sign-in counts and changes on its user is written before the
/// client, on the condition that the user still is what it was decided from.
/// </summary>
public sealed class StepLoop(
    IClientStore clients, IUserStore users, IIdentifierStore identifiers, IStrayMissStore strays, IMessageQueue queue, Traces traces,
    SignUpCompletion completion, ILogger<StepLoop> log)
{
    private const int Rounds = 20;

    /// <summary>How often a completion that another request is at is looked at again before it counts as cut off: about two seconds in all.</summary>
    private const int Looks = 12;

    /// <summary>Decides and commits.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="facts">What every step may look at.</param>
    /// <param name="decide">The step.</param>
    /// <param name="gather">
    /// Gathers what else the step has to know of a client, afresh for each round; null where it needs nothing.
    /// </param>
    /// <param name="refuse">Says after gathering whether the step is refused before it is decided; null where it never is.</param>
    /// <typeparam name="TSubject">What the step is about.</typeparam>
    public async Task<Outcome<TSubject>> RunAsync<TSubject>(
        Exchange exchange, Facts facts, Func<Client?, Facts, Decision<TSubject>> decide, Func<Client?, Task<Gathered>>? gather = null,
        Func<Client?, Facts, Decision<TSubject>?>? refuse = null)
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
            if (read is { Value.SignUp.State: SignUpState.Completing })
            {
                read = await WaitAsync(read.Value, ct);
                if (read is { Value.SignUp.State: SignUpState.Completing } cutOff && exchange.Method is not "GET")
                    return await ResumeAsync(exchange, cutOff, facts, decide, gather, refuse, ct);
            }

            var own = read?.Value.Heeding(exchange.Users, facts.Now);
            var gathered = gather is null ? new Gathered(facts) : await gather(own);
            var decision = refuse?.Invoke(own, gathered.Facts) ?? decide(own, gathered.Facts);
            var known = Known(exchange, gathered, decision);
            if (!await SpendAsync(exchange, decision, gathered, ct))
            {
                Log.DecidingAgain(log, round);
                await PauseAsync(round, ct);
                read = read is { } before ? await clients.FindAsync(before.Value.Id, ct) : null;
                continue;
            }

            if (decision.Next is not { } next || ReferenceEquals(next, own))
            {
                await SendAsync(decision, ct);
                return new Outcome<TSubject>(decision) { Known = known };
            }

            if (await clients.SaveAsync(next, read, exchange.Facts.RequestId, ct) is not { } saved)
            {
                Log.DecidingAgain(log, round);
                await PauseAsync(round, ct);
                read = await clients.FindAsync(next.Id, ct);
                continue;
            }

            NoteLock(next, own, facts);
            if (saved.Value.SignUp is { State: SignUpState.Completing } && decision is Decision<SignUp> elected)
                return (Outcome<TSubject>)(object)await completion.FinishAsync(exchange, saved, elected, facts, ct);

            await SendAsync(decision, ct);
            return new Outcome<TSubject>(decision) { Known = known, Saved = saved };
        }

        return new Outcome<TSubject>(Decision.Refuse<TSubject>(read?.Value.Heeding(exchange.Users, facts.Now), AuthErrors.ResourceLocked));
    }

    /// <summary>
    /// Writes what has to be on record before the client: misses that were counted, a user that was changed or has signed in. False where something
    /// is not as it was gathered any more. Done again after a lost race it comes to the same.
    /// </summary>
    private async Task<bool> SpendAsync<TSubject>(Exchange exchange, Decision<TSubject> decision, Gathered gathered, CancellationToken ct)
        where TSubject : class
    {
        foreach (var effect in decision.Effects)
        {
            var written = effect switch
            {
                Effect.SaveUser save => await ChangeAsync(decision, save, gathered, ct),
                Effect.DeleteUser delete => await DeleteAsync(exchange, delete.User, decision.Next!.Id, gathered.User!.Value, ct),
                Effect.Claim claim => await identifiers.ClaimAsync(claim.Identifier, claim.User, gathered.Facts.Now, ct),
                Effect.SaveStrayMisses save => await strays.SaveAsync(save.Identifier, save.Where, save.Next, gathered.Strays, ct),
                _ => true,
            };
            if (!written)
                return false;
            NoteLock(effect, gathered);
            if (effect is Effect.Release release)
                await identifiers.ReleaseAsync(release.Identifier, release.User, ct);
        }

        return true;
    }

    // Seen where misses are committed, so that no step can lock and not be counted.
    private static void NoteLock(Effect effect, Gathered gathered)
    {
        var (facts, rules) = (gathered.Facts, gathered.Facts.Instance.Lockout);
        if (effect is Effect.SaveUser save && save.Next.Misses.HaveLockedSince(gathered.User!.Value.Value.Misses, facts.Now, rules))
            StepTelemetry.LockedOut("account");
        if (effect is Effect.SaveUser adding && adding.Next.ContactMisses.HaveLockedSince(gathered.User!.Value.Value.ContactMisses, facts.Now, rules))
            StepTelemetry.LockedOut("contacts");
        if (effect is Effect.SaveStrayMisses stray && stray.Next.HaveLockedSince(gathered.Strays?.Value ?? Misses.None, facts.Now, rules))
            StepTelemetry.LockedOut("identifier");
    }

    private static void NoteLock(Client next, Client? own, Facts facts)
    {
        foreach (var known in next.KnownUsers)
        {
            if (known.Misses.HaveLockedSince(own?.Knowing(known.User)?.Misses ?? Misses.None, facts.Now, facts.Instance.Lockout))
                StepTelemetry.LockedOut("client");
        }
    }

    // While the user is as it was gathered, no session has begun on a client that was not asked to forget it.
    private async Task<bool> DeleteAsync(Exchange exchange, User user, ClientId own, Versioned<User> read, CancellationToken ct)
    {
        await traces.ForgetAsync(user, own, exchange.Facts.Now, exchange.Facts.RequestId, ct);
        return await users.DeleteAsync(read, ct);
    }

    // Word of the change is asked for first: whatever happens once the change is made, its owner hears of it. Whoever delivers it looks whether it was.
    private async Task<bool> ChangeAsync<TSubject>(Decision<TSubject> decision, Effect.SaveUser save, Gathered gathered, CancellationToken ct)
        where TSubject : class
    {
        var begun = Stopwatch.GetTimestamp();
        var word = decision.Effects.OfType<Effect.Send>().Where(send => send.IsWordOf(save)).ToArray();
        await EnqueueAsync(word, ct);
        var isSaved = await users.SaveAsync(
            save.Next, gathered.User!.Value, save.Enters is { } session ? (decision.Next!.Id, session) : null, gathered.Facts.RequestId, ct);

        // So slow a write may not have been there yet when somebody looked. Who is told already is not told twice.
        if (isSaved && Stopwatch.GetElapsedTime(begun) > Notices.Wait / 2)
            await EnqueueAsync(word, ct);
        return isSaved;
    }

    // Nobody is sent a code that is not on record. A crash before this costs a tap on "resend".
    private Task SendAsync<TSubject>(Decision<TSubject> decision, CancellationToken ct)
        where TSubject : class
    {
        var saves = decision.Effects.OfType<Effect.SaveUser>().ToArray();
        return EnqueueAsync(decision.Effects.OfType<Effect.Send>().Where(send => !saves.Any(send.IsWordOf)), ct);
    }

    private async Task EnqueueAsync(IEnumerable<Effect.Send> messages, CancellationToken ct)
    {
        foreach (var message in messages)
            await queue.EnqueueAsync(message.Order, ct);
    }

    private static ImmutableDictionary<UserId, User> Known<TSubject>(Exchange exchange, Gathered gathered, Decision<TSubject> decision)
        where TSubject : class
    {
        var known = exchange.Known;
        if (gathered.User is { } read)
            known = known.SetItem(read.Value.Id, read.Value);
        return decision.Effects.OfType<Effect.SaveUser>().Aggregate(known, (all, save) => all.SetItem(save.Next.Id, save.Next));
    }

    /// <summary>
    /// Finishes a completion that was cut off, then answers the step that met it: one about that very sign-up as it was decided on what
    /// was elected (the same call once more is the way people mend a lost answer), any other one on the client that came of it. An answer that would have
    /// something done or counted is never given without that.
    /// </summary>
    private async Task<Outcome<TSubject>> ResumeAsync<TSubject>(
        Exchange exchange, Versioned<Client> cutOff, Facts facts, Func<Client?, Facts, Decision<TSubject>> decide,
        Func<Client?, Task<Gathered>>? gather, Func<Client?, Facts, Decision<TSubject>?>? refuse, CancellationToken ct)
        where TSubject : class
    {
        var own = cutOff.Value.Heeding(exchange.Users, facts.Now);
        var gathered = gather is null ? facts : (await gather(own)).Facts;
        var decision = refuse?.Invoke(own, gathered) ?? decide(own, gathered);
        var finished = await completion.FinishAsync(
            exchange, cutOff, new Decision<SignUp>(cutOff.Value, cutOff.Value.SignUp, [], []), facts, ct);

        if (ReferenceEquals(decision.Next, own) && decision.Effects.IsEmpty)
        {
            var shown = finished.Decision.Next?.Heeding(exchange.Users, facts.Now);
            return decision is Decision<SignUp> { IsAccepted: true }
                ? (Outcome<TSubject>)(object)(finished with { Decision = finished.Decision with { Next = shown } })
                : new Outcome<TSubject>(decision with { Next = shown }) { Known = finished.Known };
        }

        // Its identity is kept. A completion that came to nothing has made no new cookie, and then there is none to give.
        return finished.Decision.Next is { } current && await clients.FindAsync(current.Id, ct) is { } fresh
            ? await RunAsync(exchange with { Client = fresh, ReplacesCookie = fresh.Value.TokenHash != cutOff.Value.TokenHash }, facts, decide, gather, refuse)
            : new Outcome<TSubject>(Decision.Refuse<TSubject>(null, AuthErrors.ResourceLocked));
    }

    /// <summary>Gives the request that is at a completion the time to end it.</summary>
    private async Task<Versioned<Client>?> WaitAsync(Versioned<Client> read, CancellationToken ct)
    {
        Versioned<Client>? latest = read;
        for (var look = 1; look <= Looks && latest is { Value.SignUp.State: SignUpState.Completing }; look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(30 * look), ct);
            latest = await clients.FindAsync(read.Value.Id, ct);
        }

        return latest;
    }

    // Many writers on one client: each round one of them wins, the others step aside for a moment that grows.
    internal static Task PauseAsync(int round, CancellationToken ct) =>
        round == 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 5 * round + 2)), ct);
}
