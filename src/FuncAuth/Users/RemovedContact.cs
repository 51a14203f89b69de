namespace FuncAuth.Users;

/// <summary>
/// A contact that its user no longer has, remembered for a day, so that word of its removal still reaches it: whoever takes an account over removes the
/// owner's address first (SECURITY.md P10). It opens nothing, and whether it is still remembered is read off the clock.
/// </summary>
/// <param name="Id">Its id while the user had it.</param>
/// <param name="Field">The attribute it belonged to.</param>
/// <param name="Value">The canonical address or number.</param>
/// <param name="At">When it was removed.</param>
public sealed record RemovedContact(IdentificationId Id, string Field, string Value, DateTimeOffset At)
{
    /// <summary>How long it is remembered.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>Most that are remembered; of more, the latest.</summary>
    public const int Most = 10;

    /// <summary>Whether it is still remembered.</summary>
    public bool IsKnownAt(DateTimeOffset now) => now < At + Life;

    /// <summary>Only the id: the printed form of a record would hold the address.</summary>
    public override string ToString() => Id.Value;
}
