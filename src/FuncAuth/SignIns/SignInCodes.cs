using FuncAuth.Strategies;

namespace FuncAuth.SignIns;

/// <summary>The code of a factor: the same for whoever checks it and for whoever sends it.</summary>
public static class SignInCodes
{
    /// <summary>What the code is for. A first factor, a second one and a reset have other codes at one address (SECURITY.md C07).</summary>
    public static CodeSubject Subject(SignIn signIn, bool isSecond, ICodeStrategy strategy, string destination, Verification verification)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        ArgumentNullException.ThrowIfNull(strategy);
        ArgumentNullException.ThrowIfNull(verification);
        var purpose = isSecond ? "second factor" : strategy is IFirstFactor { ResetsPassword: true } ? "password reset" : "first factor";
        return new CodeSubject(purpose, signIn.Id.Value, strategy.Field, destination, verification.Id);
    }

    /// <summary>The code to send; null where the key that it was made with is gone.</summary>
    public static Secret? Derive(
        SignIn signIn, bool isSecond, ICodeStrategy strategy, string destination, Verification verification, OneTimeCodes codes)
    {
        ArgumentNullException.ThrowIfNull(verification);
        ArgumentNullException.ThrowIfNull(codes);
        return codes.Derive(verification.KeyId, Subject(signIn, isSecond, strategy, destination, verification));
    }
}
