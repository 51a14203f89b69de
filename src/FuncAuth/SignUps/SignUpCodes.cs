using FuncAuth.Strategies;

namespace FuncAuth.SignUps;

/// <summary>The code of a field's verification: the same for whoever checks it and for whoever sends it, and kept nowhere in between.</summary>
public static class SignUpCodes
{
    /// <summary>The code to send; null where the key that it was made with is gone.</summary>
    public static Secret? Derive(SignUp signUp, IFieldVerifier strategy, Contact contact, Verification verification, OneTimeCodes codes)
    {
        ArgumentNullException.ThrowIfNull(verification);
        ArgumentNullException.ThrowIfNull(codes);
        return codes.Derive(verification.KeyId, Subject(signUp, strategy, contact, verification));
    }

    /// <summary>Whether <paramref name="typed"/> is the right code, compared in constant time.</summary>
    public static bool Matches(Secret typed, SignUp signUp, IFieldVerifier strategy, Contact contact, Verification verification, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(verification);
        return SentCodes.Matches(typed, strategy, verification.KeyId, Subject(signUp, strategy, contact, verification), facts);
    }

    // Bound to the purpose, the attempt, the address and the preparation (SECURITY.md C07): change one and it is another code.
    private static CodeSubject Subject(SignUp signUp, IFieldVerifier strategy, Contact contact, Verification verification) =>
        new("sign-up", signUp.Id.Value, strategy.Field, contact.Value, verification.Id);
}
