using FuncAuth.Instances;

namespace FuncAuth.Strategies;

/// <summary>
/// The code of one preparation: the same for whoever checks it and for whoever sends it, and kept nowhere in between. Bound to its purpose, its
/// attempt, its address and the preparation (SECURITY.md C07): change one and it is another code.
/// </summary>
public static class SentCodes
{
    /// <summary>The code of reserved test identifiers in test mode (Frontend API).</summary>
    private static readonly Secret TestCode = new("424242");

    /// <summary>Whether the destination is a reserved test identifier on an instance in test mode: its code is fixed and never sent.</summary>
    public static bool IsFixed(ICodeStrategy strategy, string destination, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        ArgumentNullException.ThrowIfNull(instance);
        return instance.TestMode && strategy.IsTestDestination(destination);
    }

    /// <summary>Whether <paramref name="typed"/> is the right code, compared in constant time.</summary>
    /// <param name="typed">What somebody typed.</param>
    /// <param name="strategy">What was prepared.</param>
    /// <param name="keyId">The key that the code is derived with.</param>
    /// <param name="subject">What it is for.</param>
    /// <param name="facts">The facts of the step.</param>
    public static bool Matches(Secret typed, ICodeStrategy strategy, string keyId, CodeSubject subject, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(facts);
        return IsFixed(strategy, subject.Destination, facts.Instance)
            ? OneTimeCodes.Normalise(typed.Reveal()) is { } code && code.Matches(TestCode)
            : facts.Codes.Matches(keyId, subject, typed);
    }
}
