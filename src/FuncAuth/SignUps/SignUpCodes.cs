using FuncAuth.Instances;
using FuncAuth.Strategies;

namespace FuncAuth.SignUps;

/// <summary>The code of a field's verification: the same for whoever checks it and for whoever sends it, and kept nowhere in between.</summary>
public static class SignUpCodes
{
    /// <summary>The code of reserved test identifiers in test mode (Frontend API).</summary>
    private static readonly Secret TestCode = new("424242");

    /// <summary>Whether the contact is a reserved test identifier on an instance in test mode: its code is fixed and never sent.</summary>
    public static bool IsFixed(IFieldVerifier strategy, Contact contact, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        ArgumentNullException.ThrowIfNull(contact);
        ArgumentNullException.ThrowIfNull(instance);
        return instance.TestMode && strategy.IsTestDestination(contact.Value);
    }

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
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(verification);
        ArgumentNullException.ThrowIfNull(facts);
        return IsFixed(strategy, contact, facts.Instance)
            ? OneTimeCodes.Normalise(typed.Reveal()) is { } code && code.Matches(TestCode)
            : facts.Codes.Matches(verification.KeyId, Subject(signUp, strategy, contact, verification), typed);
    }

    // Bound to the purpose, the attempt, the address and the preparation (SECURITY.md C07): change one and it is another code.
    private static CodeSubject Subject(SignUp signUp, IFieldVerifier strategy, Contact contact, Verification verification) =>
        new("sign-up", signUp.Id.Value, strategy.Field, contact.Value, verification.Id);
}
