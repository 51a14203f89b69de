using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.Functions.Pipeline;

/// <summary>Gathers the account that a step is about.</summary>
public sealed class Accounts(Instance instance, IUserStore users, IIdentifierStore identifiers, IStrayMissStore strays)
{
    /// <summary>The account that is found by <paramref name="identifier"/>.</summary>
    public async Task<Gathered> OfAsync(TypedIdentifier? identifier, Facts facts, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (identifier is not { } typed)
            return new Gathered(facts with { Account = new Account(null) });

        // A claim may be older than its user, and an identifier that looks like the user's is not yet the user's.
        if (await FindAsync(typed.Key, user => user.IsFoundBy(typed), ct) is { } user)
            return new Gathered(facts with { Account = new Account(user.Value) }, user);

        return await StrayAsync(typed, facts, ct);
    }

    /// <summary>Gathers the account behind a client's sign-in, afresh each time it is asked.</summary>
    public Func<Client?, Task<Gathered>> Behind(Facts facts, CancellationToken ct) => async client =>
    {
        if (client?.SignIn is not { } signIn)
            return new Gathered(facts with { Account = new Account(null) });

        // Whom a provider told of: whether it still may, the step judges.
        if (signIn.Identifier is not { } typed)
        {
            return signIn is { User: { } told, External.Identity: { } identity } && await users.FindAsync(told, ct) is { } found
                ? new Gathered(await AboutAsync(found.Value, identity, facts, ct), found)
                : new Gathered(facts with { Account = new Account(null) });
        }

        // What the user is no longer found by, nobody signs in with.
        return signIn.User is { } id && await users.FindAsync(id, ct) is { } user && user.Value.IsFoundBy(typed)
            ? new Gathered(facts with { Account = new Account(user.Value) }, user)
            : await StrayAsync(typed, facts, ct);
    };

    /// <summary>
    /// The account of whom an external provider told: the one that it is linked to; where there is none, the one that has the address which the provider
    /// says is proven. Which of the two it is, and whether it counts, the step judges (SECURITY.md F05, F06).
    /// </summary>
    public async Task<Gathered> ByIdentityAsync(ExternalIdentity identity, Facts facts, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(facts);

        // A claim may be older than its user, and outlive what it was made for.
        if (await FindAsync(identity.Identifier, user => user.Has(identity), ct) is { } linked)
            return new Gathered(facts with { Account = new Account(linked.Value) }, linked);

        var address = identity.VerifiedAddress is { } proven ? new TypedIdentifier(Fields.EmailAddress, proven) : (TypedIdentifier?)null;
        return address is { } typed && await FindAsync(typed.Key, user => user.IsFoundBy(typed), ct) is { } named
            ? new Gathered(await AboutAsync(named.Value, identity, facts, ct), named)
            : new Gathered(facts with { Account = new Account(null) });
    }

    // Whose the account at the provider is, where it is not linked yet: two users may be on their way to link it.
    private async Task<Facts> AboutAsync(User user, ExternalIdentity identity, Facts facts, CancellationToken ct) => facts with
    {
        Account = new Account(user),
        Taken = !user.Has(identity) && await identifiers.FindOwnerAsync(identity.Identifier, ct) is { } owner && owner != user.Id
            ? facts.Taken.Add(identity.Identifier) : facts.Taken,
    };

    /// <summary>Gathers the account whose user is signed in by <paramref name="session"/>, afresh each time; nobody's where that is over.</summary>
    public Func<Client?, Task<Gathered>> In(SessionId session, Facts facts, CancellationToken ct) => async client =>
        client?.Find(session) is { } found && found.IsActiveAt(facts.Now)
        && await users.FindAsync(found.User, ct) is { } user && !user.Value.HasCut(found)
            ? new Gathered(facts with { Account = new Account(user.Value) }, user)
            : new Gathered(facts with { Account = new Account(null) });

    /// <summary>
    /// Gathers the misses at the contact that a sign-up is to prove. At first they are looked at only where its code was missed before: else there are
    /// hardly ever any, and what the step writes on that is refused where there are, for one operation less.
    /// </summary>
    public Func<Client?, Task<Gathered>> ToProve(SignUpId id, VerificationForm form, Facts facts, CancellationToken ct)
    {
        var isFirst = true;
        return async client =>
        {
            var about = SignUpMisses.About(client, id, form, instance);
            var isWorthALook = !isFirst || about is { Contact.Verification.Misses: > 0 };
            isFirst = false;
            return Nobody(facts, about is { Identifier: var contact } && isWorthALook ? await strays.FindAsync(contact, MissedAt.SignUp, ct) : null);
        };
    }

    private async Task<Versioned<User>?> FindAsync(Identifier identifier, Func<User, bool> has, CancellationToken ct) =>
        await identifiers.FindClaimantAsync(identifier, ct) is { } owner && await users.FindAsync(owner, ct) is { } user && has(user.Value) ? user : null;

    private async Task<Gathered> StrayAsync(TypedIdentifier typed, Facts facts, CancellationToken ct) =>
        Nobody(facts, instance.SignIns.HidesAccounts ? await strays.FindAsync(typed.Key, MissedAt.SignIn, ct) : null);

    private static Gathered Nobody(Facts facts, Versioned<Misses>? misses) =>
        new(facts with { Account = new Account(null) { StrayMisses = misses?.Value ?? Misses.None } }, Strays: misses);
}
