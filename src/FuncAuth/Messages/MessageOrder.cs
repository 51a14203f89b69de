namespace FuncAuth.Messages;

/// <summary>
/// What waits in a queue: the ids of what is to be sent and nothing else; no destination, no code (SECURITY.md C09). Whoever delivers
/// it loads what it is about and sees whether it is still wanted.
/// </summary>
/// <param name="Channel">Which queue it goes to.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Verification">The message, by which a repeat is known; of a code its preparation, which a later one supersedes.</param>
/// <param name="TraceParent">W3C trace context of the request that asked for it; null without one.</param>
public sealed record MessageOrder(Channel Channel, MessageSubject Subject, VerificationId Verification, string? TraceParent);

/// <summary>What a message is about.</summary>
public abstract record MessageSubject
{
    private MessageSubject() { }

    /// <summary>The code for a field of a sign-up.</summary>
    public sealed record SignUpCode(ClientId Client, SignUpId SignUp, string Field) : MessageSubject;

    /// <summary>The code for the factor of a sign-in that was prepared last.</summary>
    public sealed record SignInCode(ClientId Client, SignInId SignIn) : MessageSubject;

    /// <summary>The code for a contact that a user adds.</summary>
    public sealed record ContactCode(UserId User, IdentificationId Contact) : MessageSubject;

    /// <summary>Word of a change, to a contact that the user has or has just removed. <see cref="Notices"/> makes these.</summary>
    /// <param name="User">Whose account was changed.</param>
    /// <param name="Kind">What was changed.</param>
    /// <param name="Contact">Who is told.</param>
    /// <param name="At">When it was changed.</param>
    public sealed record Notice(UserId User, NoticeKind Kind, IdentificationId Contact, DateTimeOffset At) : MessageSubject;
}

/// <summary>
/// What a user is told of, so that a change that was not theirs does not go unseen. Each has a text in every language, under its name in snake case
/// (<see cref="NoticeKinds"/>).
/// </summary>
public enum NoticeKind
{
    PasswordChanged,
    PasswordRemoved,
    EmailAddressAdded,
    EmailAddressRemoved,
    PrimaryEmailAddressChanged,
    PhoneNumberAdded,
    PhoneNumberRemoved,
    PrimaryPhoneNumberChanged,
    SecondFactorTurnedOn,
    SecondFactorTurnedOff,
    ExternalAccountConnected,
    ExternalAccountRemoved,

    /// <summary>Somebody tried to sign up with an address that has an account, where nobody may learn that (SECURITY.md E03).</summary>
    SignUpAttempted,

    /// <summary>Somebody tried to prove a contact that is another account's, where nobody learns that before the proof (SECURITY.md E08).</summary>
    ContactClaimAttempted,
}
