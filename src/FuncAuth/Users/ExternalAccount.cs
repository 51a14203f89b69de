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

    /// <summary>The way to the provider that was begun last, to link it or to be asked again; null where that is done.</summary>
    public ExternalProof? Proof { get; init; }

    /// <summary>The session that began it: an answer is taken from its client alone (SECURITY.md F01); null where none is open.</summary>
    public SessionId? Session { get; init; }

    /// <summary>Whether the user can sign in by it.</summary>
    public bool IsLinked => Identity is not null;

    /// <summary>The account that <paramref name="identity"/> is, linked; its id derives from the user's, so that what is done again makes the same one.</summary>
    public static ExternalAccount Linked(UserId user, ExternalIdentity identity, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return new ExternalAccount(ExternalAccountId.From($"{user}/{identity.Strategy}/{identity.Subject}"), identity.Strategy, identity, now) { VerifiedAt = now };
    }

    /// <summary>Only the id: the printed form of a record would hold a person.</summary>
    public override string ToString() => Id.Value;
}
