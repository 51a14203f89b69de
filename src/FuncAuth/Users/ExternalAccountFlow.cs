using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Messages;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;

namespace FuncAuth.Users;

/// <summary>A way out to a provider that somebody signed in asks for, as it was sent: null was not sent (Frontend API).</summary>
/// <param name="Strategy">The strategy of the provider; where the account says which, nobody asks.</param>
/// <param name="RedirectUrl">The page to come back to.</param>
/// <param name="CompleteUrl">The page to come back to where nothing is left to do.</param>
/// <param name="Wish">What the provider is asked for beside.</param>
public sealed record ExternalAccountForm(string? Strategy, string? RedirectUrl, string? CompleteUrl, ExternalWish Wish);

/// <summary>
/// A user's own accounts at external providers: linked, asked about again, removed (Frontend API). Pure. Who is signed in has proven the account here, and
/// the provider proves the one there, so nothing is compared by address (SECURITY.md F05, F06).
/// </summary>
public static class ExternalAccountFlow
{
    private const string Strategy = "strategy";

    /// <summary>
    /// <c>POST /v1/me/external_accounts</c>: the way out to a provider, for an account that is the user's once the provider has said who it is. One of that
    /// provider that is waiting gives way.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="user">The user.</param>
    /// <param name="session">The session that asks: from its client alone an answer is taken.</param>
    /// <param name="form">What was sent.</param>
    /// <param name="facts">The facts of the step. While nobody has asked where the way leads it is a look ahead: accepted, and nothing is written.</param>
    public static Decision<ExternalAccount> Begin(Client client, User user, SessionId session, ExternalAccountForm form, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(facts);
        if (string.IsNullOrEmpty(form.Strategy))
            return Refuse(client, form.Strategy is null ? AuthErrors.ParamMissing(Strategy) : AuthErrors.ParamNil(Strategy));
        if (facts.Instance.Strategies.Find<IExternalFactor>(form.Strategy) is not { } provider)
            return Refuse(client, AuthErrors.ParamValueInvalid(Strategy));
        if (Complaints(form, facts, out var route) is { IsEmpty: false } complaints)
            return Decision.Refuse<ExternalAccount>(client, complaints);

        // While the account may be somebody else's nothing is added to it (SECURITY.md U09).
        if (user.HasUnprovenPrimary)
            return Refuse(client, OAuthErrors.OwnUnproven.For(Strategy));
        if (user.LinkedAt(provider.Name) is not null)
            return Refuse(client, OAuthErrors.AlreadyConnected);
        if (Room(user, provider.Name, facts.Now) is not { } others)
            return Refuse(client, OAuthErrors.TooMany);

        var begun = new ExternalAccount(ExternalAccountId.From(facts.Entropy.Text("external account")), provider.Name, Identity: null, facts.Now);
        return Depart(client, user with { ExternalAccounts = others.Add(begun) }, begun, session, route, facts);
    }

    /// <summary><c>PATCH …/{id}/reauthorize</c>: the provider is asked again, for more or because the last time came to nothing.</summary>
    public static Decision<ExternalAccount> Reauthorize(
        Client client, User user, SessionId session, ExternalAccountId id, ExternalAccountForm form, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(facts);
        return Find(user, id, facts) is not { } account ? Refuse(client, AuthErrors.ResourceNotFound)
            : facts.Instance.Strategies.Find<IExternalFactor>(account.Strategy) is null ? Refuse(client, OAuthErrors.ProviderNotEnabled)
            : Complaints(form, facts, out var route) is { IsEmpty: false } complaints ? Decision.Refuse<ExternalAccount>(client, complaints)
            : Depart(client, user, account, session, route, facts);
    }

    /// <summary>
    /// <c>DELETE …/{id}</c>: it is the user's no more, unless nothing would be left to sign in with (SECURITY.md F09). One that is waiting just goes.
    /// </summary>
    public static Decision<ExternalAccount> Remove(Client client, User user, ExternalAccountId id, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(facts);
        if (Find(user, id, facts) is not { } account)
            return Refuse(client, AuthErrors.ResourceNotFound);

        var after = user with { ExternalAccounts = user.ExternalAccounts.RemoveAll(other => other.Id == id) };
        if (account.Identity is not { } identity)
            return Save(client, account, after, facts);

        if (WaysIn.Has(user, facts.Instance) && !WaysIn.Has(after, facts.Instance))
            return Refuse(client, ContactErrors.LastWayIn);
        if (user.LosesItsProofTo(after))
            return Refuse(client, ContactErrors.LastProof);

        // The claim is given up last: whoever dies before it leaves one that counts for nobody and lapses.
        return Save(
            client, account, after, facts,
            [new Effect.Release(identity.Identifier, user.Id), .. Notices.Of(NoticeKind.ExternalAccountRemoved, user, facts)]);
    }

    /// <summary>
    /// An answer came for the way <paramref name="verification"/>, and this request is the one that asks the provider what it is worth. Refused with
    /// <see cref="OAuthErrors.CallbackInvalid"/> and nothing changed where that is not awaited, another request is at it, or the session that began it is
    /// over or of another client (SECURITY.md F01); done again it is accepted unchanged.
    /// </summary>
    public static Decision<ExternalAccount> Claim(Client client, User user, VerificationId verification, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(facts);
        if (Under(client, user, facts).FirstOrDefault(account => account.Proof!.Verification.Id == verification) is not { Proof: { } way } account
            || way.ClaimedBy(facts) is not { } claimed)
            return Refuse(client, OAuthErrors.CallbackInvalid);

        if (ReferenceEquals(claimed, way))
            return new Decision<ExternalAccount>(client, account, [], []);

        var returning = account with { Proof = claimed };
        return Save(client, returning, user.With(returning), facts);
    }

    /// <summary>
    /// What the provider said is in the facts, and in those that are taken the account there, if it is another user's. What went wrong is told inside the
    /// verification, so such a decision is accepted; only an answer that is not this request's is refused, with <see cref="OAuthErrors.CallbackInvalid"/>
    /// and nothing changed.
    /// </summary>
    public static Decision<ExternalAccount> Return(Client client, User user, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(facts);
        if (Under(client, user, facts).FirstOrDefault(account => account.Proof!.Verification.Id == facts.External?.For) is not { Proof: { } way } account
            || !way.IsReturningBy(facts))
            return Refuse(client, OAuthErrors.CallbackInvalid);

        if (way.Told(facts, out var untold) is not { } identity)
            return Fail(untold!);
        if (WhyNot(account, user, identity, facts) is { } why)
            return Fail(why);

        var linked = account with
        {
            Identity = account.Identity is { } known ? identity.After(known) : identity,
            VerifiedAt = facts.Now,
            UpdatedAt = facts.Now,
            Proof = way.Proving(new ExternalIdentity(identity.Strategy, identity.Subject), isTransferable: false, facts.Now),
        };
        if (account.IsLinked)
            return Save(client, linked, user.With(linked), facts);

        var saved = Save(client, linked, user.With(linked), facts, Notices.Of(NoticeKind.ExternalAccountConnected, user, facts));
        return saved with { Effects = saved.Effects.Insert(0, new Effect.Claim(identity.Identifier, user.Id)) };

        Decision<ExternalAccount> Fail(AuthError error)
        {
            var failed = account with { Proof = way.Failing(error), UpdatedAt = facts.Now };
            return Save(client, failed, user.With(failed), facts);
        }
    }

    // Who was asked again is somebody, and stays it; nobody becomes another by it (SECURITY.md F05).
    private static AuthError? WhyNot(ExternalAccount account, User user, ExternalIdentity identity, Facts facts) =>
        account.Identity is { } known ? (known.Subject == identity.Subject ? null : OAuthErrors.AlreadyConnected)
        : facts.Taken.Contains(identity.Identifier) ? OAuthErrors.IdentificationClaimed
        : user.LinkedAt(identity.Strategy) is not null ? OAuthErrors.AlreadyConnected
        : null;

    private static Decision<ExternalAccount> Depart(
        Client client, User with, ExternalAccount account, SessionId session, ExternalRoute route, Facts facts)
    {
        if (facts.Departure is ExternalDeparture.Refused refused)
            return Refuse(client, refused.Why);
        if (facts.Departure is not ExternalDeparture.To departure)
            return new Decision<ExternalAccount>(client, account, [], []);

        var away = account with { Proof = ExternalProof.Begin(account.Strategy, route, departure, facts), Session = session, UpdatedAt = facts.Now };
        return Save(client, away, with.With(away), facts);
    }

    private static ImmutableArray<AuthError> Complaints(ExternalAccountForm form, Facts facts, out ExternalRoute route) =>
        ExternalRoute.Read(form.RedirectUrl, form.CompleteUrl, form.Wish, facts.Instance, facts.PageOrigin, out route);

    // What waits for nothing any more makes room. Null where there is none.
    private static ImmutableArray<ExternalAccount>? Room(User user, string strategy, DateTimeOffset now)
    {
        var others = user.ExternalAccounts.RemoveAll(account => account.Strategy == strategy || account.IsOverAt(now));
        if (others.Length < ExternalAccount.Max)
            return others;

        return others.FirstOrDefault(account => account is { IsLinked: false, Proof.Stage: ExternalStage.Failed }) is { } failed ? others.Remove(failed) : null;
    }

    private static ExternalAccount? Find(User user, ExternalAccountId id, Facts facts) =>
        user.ExternalAccounts.FirstOrDefault(account => account.Id == id && !account.IsOverAt(facts.Now));

    /// <summary>The accounts with a way under way that was begun in a session of this client that still holds.</summary>
    private static IEnumerable<ExternalAccount> Under(Client client, User user, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(client);
        return user.ExternalAccounts.Where(account =>
            account is { Proof: not null, Session: { } id } && client.Find(id) is { } session
            && session.User == user.Id && session.IsActiveAt(facts.Now) && !user.HasCut(session));
    }

    private static Decision<ExternalAccount> Save(Client client, ExternalAccount subject, User next, Facts facts, params ImmutableArray<Effect> more) =>
        new(client, subject, [new Effect.SaveUser(next.ChangedAt(facts.Now)), .. more], []);

    private static Decision<ExternalAccount> Refuse(Client client, AuthError why) => Decision.Refuse<ExternalAccount>(client, why);
}
