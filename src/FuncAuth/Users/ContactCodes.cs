using FuncAuth.Strategies;

namespace FuncAuth.Users;

/// <summary>The code of a contact's verification: the same for whoever checks it and for whoever sends it, and kept nowhere in between.</summary>
public static class ContactCodes
{
    /// <summary>The code to send; null where the key that it was made with is gone.</summary>
    public static Secret? Derive(User user, UserContact contact, Verification verification, OneTimeCodes codes)
    {
        ArgumentNullException.ThrowIfNull(verification);
        ArgumentNullException.ThrowIfNull(codes);
        return codes.Derive(verification.KeyId, Subject(user, contact, verification));
    }

    /// <summary>Whether <paramref name="typed"/> is the right code, compared in constant time.</summary>
    public static bool Matches(Secret typed, User user, IFieldVerifier strategy, UserContact contact, Verification verification, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(verification);
        return SentCodes.Matches(typed, strategy, verification.KeyId, Subject(user, contact, verification), facts);
    }

    // Bound to the purpose, the user, the address and the preparation (SECURITY.md C07): change one and it is another code.
    private static CodeSubject Subject(User user, UserContact contact, Verification verification)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(contact);
        return new("contact", user.Id.Value, contact.Field, contact.Value, verification.Id);
    }
}
