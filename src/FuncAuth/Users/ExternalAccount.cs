using FuncAuth.Strategies.OAuth;

namespace FuncAuth.Users;

/// <summary>An account that a user has at an external provider, or is about to link.</summary>
/// <param name="Id">Its id on the wire.</param>
/// <param name="Strategy">The strategy of the provider.</param>
/// <param name="Identity">Who the user is there, as the provider last said; null while it is not linked yet: then it opens nothing and reserves nothing.</param>
/// <param name="CreatedAt">When it was added.</param>
public sealed record ExternalAccount(ExternalAccountId Id, string Strategy, ExternalIdentity? Identity, DateTimeOffset CreatedAt)
{
    /// <summary>Most of a user: a user is one row, and a row is finite.</summary>
    public const int Max = 10;

    /// <summary>When the provider last said it; null while it is not linked.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>When something about it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;

    /// <summary>
    /// The way to the provider that was begun last, to link it or to be asked again; null where none is remembered. One that was proven stays for a while
    /// and says no more than whom it proved, so that an answer that comes once more is led back like the first.
    /// </summary>
    public ExternalProof? Proof { get; init; }

    /// <summary>The session that began it: an answer is taken from its client alone (SECURITY.md F01); null where none is open.</summary>
    public SessionId? Session { get; init; }

    /// <summary>
    /// How long the outcome of a way that failed stands beside an account that is linked all the same; and how long a request may be at a provider with an
    /// answer that came in time.
    /// </summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    /// <summary>Its id among all that an account is known by (Frontend API, 5.8).</summary>
    public IdentificationId Identification => IdentificationId.From(Id.Value);

    /// <summary>Whether the user can sign in by it.</summary>
    public bool IsLinked => Identity is not null;

    /// <summary>The account that <paramref name="identity"/> is, linked; its id derives from the user's, so that what is done again makes the same one.</summary>
    public static ExternalAccount Linked(UserId user, ExternalIdentity identity, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return new ExternalAccount(ExternalAccountId.From($"{user}/{identity.Strategy}/{identity.Subject}"), identity.Strategy, identity, now) { VerifiedAt = now };
    }

    /// <summary>Whether it was to be linked and nobody came back: it is no more, whoever looks. What failed stays, to say why.</summary>
    public bool IsOverAt(DateTimeOffset now) => !IsLinked && Proof?.Stage is not ExternalStage.Failed && now >= (Proof?.Verification.ExpiresAt ?? UpdatedAt);

    /// <summary>Whether it is over for so long that no request is under way any more that has to do with it.</summary>
    public bool IsLostAt(DateTimeOffset now) => IsOverAt(now - Slack);

    /// <summary>The same without a way that ended long ago, if it is linked: that it is counts, and what came of asking again does not for ever.</summary>
    public ExternalAccount Settled(DateTimeOffset now) =>
        IsLinked && Proof is { } proof && now >= proof.Verification.ExpiresAt + Slack ? this with { Proof = null, Session = null } : this;

    /// <summary>Only the id: the printed form of a record would hold a person.</summary>
    public override string ToString() => Id.Value;
}
