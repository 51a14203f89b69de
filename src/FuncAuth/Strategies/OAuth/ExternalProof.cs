using FuncAuth.Errors;

namespace FuncAuth.Strategies.OAuth;

/// <summary>
/// One way out to a provider and back, of a sign-in, a sign-up or an account that is to be linked. It is kept with the attempt, so it is bound to the
/// client that began it, and answered once (SECURITY.md F01).
/// </summary>
/// <param name="Verification">
/// Which strategy, and until when an answer is taken. <c>state</c>, <c>nonce</c> and the PKCE verifier are derived from its id
/// (<see cref="ExternalSecrets"/>) and stand nowhere.
/// </param>
/// <param name="RedirectUrl">The page that people come back to; checked against the allowed origins when the way began.</param>
/// <param name="CompleteUrl">The page that they come back to where nothing is left to do; checked likewise.</param>
/// <param name="Stage">How far it has got.</param>
public sealed record ExternalProof(Verification Verification, string RedirectUrl, string CompleteUrl, ExternalStage Stage)
{
    /// <summary>How long people may be away: as long as a <c>state</c> is good (SECURITY.md F01).</summary>
    public static readonly TimeSpan AwayFor = TimeSpan.FromMinutes(10);

    /// <summary>How long what a provider said may wait to be taken over by another attempt.</summary>
    public static readonly TimeSpan TransferableFor = TimeSpan.FromMinutes(20);

    /// <summary>The proof that a way out of this request begins with. The same one however often the step is decided again.</summary>
    public static Verification BeginVerification(string strategy, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new Verification(
            VerificationId.From(facts.Entropy.Text("external")), strategy, facts.Codes.CurrentKeyId, facts.Now, facts.Now + AwayFor, Misses: 0, VerifiedAt: null);
    }

    /// <summary>The way that leads out to <paramref name="departure"/> by this request.</summary>
    public static ExternalProof Begin(string strategy, ExternalRoute route, ExternalDeparture.To departure, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(route);
        ArgumentNullException.ThrowIfNull(departure);
        return new ExternalProof(BeginVerification(strategy, facts), route.RedirectUrl, route.CompleteUrl, new ExternalStage.Away()) { Departure = departure.Url };
    }

    /// <summary>Where the browser is to go. Known to the request that began the way and to nobody after it: it holds the <c>state</c>.</summary>
    public Uri? Departure { get; init; }

    /// <summary>The strategy's name.</summary>
    public string Strategy => Verification.Strategy;

    /// <summary>Who the person is, once the provider has said it; null until then.</summary>
    public ExternalIdentity? Identity => (Stage as ExternalStage.Proven)?.Identity;

    /// <summary>Whether an answer would still be taken.</summary>
    public bool IsAwaitedAt(DateTimeOffset now) => Stage is ExternalStage.Away && now < Verification.ExpiresAt;

    /// <summary>
    /// The same with an answer being asked about by this request: itself where that is so already. Null where none is taken any more, or another request is
    /// at it.
    /// </summary>
    public ExternalProof? ClaimedBy(Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return IsReturningBy(facts) ? this : IsAwaitedAt(facts.Now) ? this with { Stage = new ExternalStage.Returning(facts.RequestId) } : null;
    }

    /// <summary>Whether this request is asking what the answer is worth.</summary>
    public bool IsReturningBy(Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return Stage is ExternalStage.Returning returning && returning.By == facts.RequestId;
    }

    /// <summary>The same with nothing come of it.</summary>
    public ExternalProof Failing(AuthError why)
    {
        ArgumentNullException.ThrowIfNull(why);
        return this with { Stage = new ExternalStage.Failed(why.Code) };
    }

    /// <summary>The same with the provider's word who the person is.</summary>
    public ExternalProof Proving(ExternalIdentity identity, bool isTransferable, DateTimeOffset now) =>
        this with { Verification = Verification with { VerifiedAt = now }, Stage = new ExternalStage.Proven(identity, isTransferable) };

    /// <summary>The same taken over by another attempt; only of what is <see cref="TransferableAt"/>.</summary>
    public ExternalProof TakenOver() => this with { Stage = new ExternalStage.Proven(Identity!) };

    /// <summary>
    /// Who the provider says that it is, by the word that this request has gathered for this way; null where it says nothing that counts, and then
    /// <paramref name="why"/> says why.
    /// </summary>
    public ExternalIdentity? Told(Facts facts, out AuthError? why)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var isOn = facts.Instance.Strategies.Find<IExternalFactor>(Strategy) is not null;
        var identity = (facts.External?.Word as ExternalWord.Is)?.Identity;

        // Switched off while the person was away, it says nothing that counts (SECURITY.md F08). Another one's word is none of this way (F04).
        why = !isOn ? OAuthErrors.ProviderNotEnabled
            : facts.External?.Word is ExternalWord.Not not ? not.Why
            : identity?.Strategy != Strategy ? OAuthErrors.TokenExchange : null;
        return why is null ? identity : null;
    }

    /// <summary>What another attempt may take over at <paramref name="now"/>; null where there is nothing.</summary>
    public ExternalIdentity? TransferableAt(DateTimeOffset now) =>
        Stage is ExternalStage.Proven { IsTransferable: true } proven && now < Verification.VerifiedAt + TransferableFor ? proven.Identity : null;

    /// <summary>Only which: the printed form of a record would hold a person.</summary>
    public override string ToString() => Verification.Id.Value;
}

/// <summary>How far a way to a provider and back has got.</summary>
public abstract record ExternalStage
{
    private ExternalStage() { }

    /// <summary>The person is there, or never went.</summary>
    public sealed record Away : ExternalStage;

    /// <summary>
    /// An answer came, and that request is asking the provider what it is worth. No other one does: a code is redeemed once. Should the request die, the
    /// person begins again.
    /// </summary>
    /// <param name="By">The request (<see cref="Facts.RequestId"/>).</param>
    public sealed record Returning(string By) : ExternalStage;

    /// <summary>The provider said who it is.</summary>
    /// <param name="Identity">Who it is.</param>
    /// <param name="IsTransferable">Whether this attempt could do nothing with it, and one of the other kind can.</param>
    public sealed record Proven(ExternalIdentity Identity, bool IsTransferable = false) : ExternalStage
    {
        /// <summary>Only that it is.</summary>
        public override string ToString() => nameof(Proven);
    }

    /// <summary>Nothing came of it.</summary>
    /// <param name="Code">Why, by the code of one of <see cref="OAuthErrors"/>.</param>
    public sealed record Failed(string Code) : ExternalStage
    {
        /// <summary>The error of that code; one that a later release kept is told as one of the provider's.</summary>
        public AuthError Why => OAuthErrors.ByCode.GetValueOrDefault(Code, OAuthErrors.TokenExchange);
    }
}
