using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Users;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// Carries a completing sign-up through: identifiers, user, client, in this order. What it makes comes from the elected sign-up alone, so
/// it can be repeated, and two at a time make the same.
/// </summary>
public sealed class SignUpCompletion(IClientStore clients, IUserStore users, IIdentifierStore identifiers, ILogger<SignUpCompletion> log)
{
    private const int Rounds = 20;

    /// <summary>Finishes what <paramref name="elected"/> began; the outcome is the complete sign-up, or why there can be none.</summary>
    public async Task<Outcome<SignUp>> FinishAsync(
        Exchange exchange, Versioned<Client> completing, Decision<SignUp> elected, Facts facts, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(elected);
        ArgumentNullException.ThrowIfNull(facts);
        var id = elected.Subject!.Id;
        Versioned<Client>? read = completing;

        for (var round = 0; round < Rounds; round++)
        {
            if (read is not { Value.SignUp: { State: SignUpState.Completing } signUp } current || signUp.Id != id)
                return Elsewhere(read?.Value, id);

            var decision = SignUpFlow.Complete(current.Value, facts);
            if (await ClaimAsync(decision, facts.Now, ct) is { } taken)
            {
                facts = facts with { Taken = facts.Taken.Add(taken) };
                continue;
            }

            var known = ImmutableDictionary<UserId, User>.Empty;
            foreach (var effect in decision.Effects.OfType<Effect.CreateUser>())
            {
                await users.CreateAsync(effect.User, current.Value.Id, effect.Session, ct);
                known = known.Add(effect.User.Id, effect.User);
            }

            if (await clients.SaveAsync(decision.Next!, current, exchange.Facts.RequestId, ct) is not null)
            {
                if (decision.Subject?.State is SignUpState.Complete complete)
                    Log.SignUpComplete(log, id.Value, complete.User.Value, complete.Session.Value);
                return new Outcome<SignUp>(decision) { Known = known };
            }

            read = await clients.FindAsync(current.Value.Id, ct);
        }

        return new Outcome<SignUp>(Decision.Refuse<SignUp>(read?.Value, AuthErrors.ResourceLocked));
    }

    // Somebody else has finished it meanwhile: what this request was elected for is done all the same.
    private static Outcome<SignUp> Elsewhere(Client? client, SignUpId id) => new(
        client?.SignUp is { State: SignUpState.Complete } signUp && signUp.Id == id
            ? new Decision<SignUp>(client, signUp, [], [])
            : Decision.Refuse<SignUp>(client, AuthErrors.ResourceForbidden));

    /// <summary>Makes the claims of a decision, all or none; the identifier that is somebody else's, or null.</summary>
    private async Task<Identifier?> ClaimAsync(Decision<SignUp> decision, DateTimeOffset now, CancellationToken ct)
    {
        var made = new List<Effect.Claim>();
        foreach (var claim in decision.Effects.OfType<Effect.Claim>())
        {
            if (claim.IsProven
                ? await identifiers.ClaimProvenAsync(claim.Identifier, claim.User, now, ct)
                : await identifiers.ClaimAsync(claim.Identifier, claim.User, now, ct))
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
}
