using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.SignIns;

/// <summary>One attempt to sign in, from the first identifier to a session.</summary>
/// <param name="Id">Its id on the wire; the id of the session derives from it.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="AbandonAt">From when on it counts as abandoned.</param>
/// <param name="Identifier">What was typed, in canonical form; null before identification.</param>
/// <param name="User">
/// Whose account it is; null before identification, and where the identifier has none and nobody may learn that (SECURITY.md E01).
/// </param>
/// <param name="State">Where it stands.</param>
public sealed record SignIn(
    SignInId Id, DateTimeOffset CreatedAt, DateTimeOffset AbandonAt, TypedIdentifier? Identifier, UserId? User, SignInState State)
{
    /// <summary>
    /// The way to an external provider that was begun last; null where none was. What came back by it is linked to the account only once the whole sign-in
    /// is complete.
    /// </summary>
    public ExternalProof? External { get; init; }

    /// <summary>Whether its time has run out. Read off the clock and never stored, so no timer has to flip a row.</summary>
    public bool IsAbandonedAt(DateTimeOffset now) => State is not SignInState.Complete && now >= AbandonAt;

    /// <summary>Whether it can still be changed.</summary>
    public bool IsOpenAt(DateTimeOffset now) => State is not SignInState.Complete && now < AbandonAt;

    /// <summary>Only the id: the printed form of a record would hold the identifier.</summary>
    public override string ToString() => Id.Value;
}

/// <summary>
/// Where a sign-in stands. Each case carries what is known by then and nothing else: there is no session before completion, and no way past a
/// factor but through its proof.
/// </summary>
public abstract record SignInState
{
    private SignInState() { }

    /// <summary>Nobody has said who is signing in.</summary>
    public sealed record NeedsIdentifier : SignInState;

    /// <summary>A first factor is to be proven.</summary>
    /// <param name="Proof">The one that was prepared or attempted last; null where none was.</param>
    public sealed record NeedsFirstFactor(FactorProof? Proof = null) : SignInState;

    /// <summary>The first factor was proven, a second one is to be.</summary>
    /// <param name="First">How the first factor was proven.</param>
    /// <param name="Proof">The second factor that was prepared or attempted last; null where none was.</param>
    public sealed record NeedsSecondFactor(FactorProof First, FactorProof? Proof = null) : SignInState;

    /// <summary>The right to set a new password was proven, and nothing else can be done with it.</summary>
    /// <param name="First">How it was proven.</param>
    public sealed record NeedsNewPassword(FactorProof First) : SignInState;

    /// <summary>It turned into a session, and changes no more.</summary>
    /// <param name="First">How the first factor was proven.</param>
    /// <param name="Second">How the second factor was proven; null where none was asked for.</param>
    /// <param name="Session">The session that came of it.</param>
    public sealed record Complete(FactorProof First, FactorProof? Second, SessionId Session) : SignInState;
}

/// <summary>A factor of one attempt, as far as its proof has got.</summary>
/// <param name="Verification">How far.</param>
/// <param name="Field">The attribute of the contact that the code went to; null where none was sent.</param>
/// <param name="Contact">
/// The user's contact; null where no code was sent, or where one seemed to be sent because nobody may learn that there is no such account.
/// </param>
public sealed record FactorProof(Verification Verification, string? Field = null, IdentificationId? Contact = null);
