namespace FuncAuth.OAuth;

/// <summary>What somebody said, or why it is of no use: a few words for the log, and nothing that they said.</summary>
/// <param name="Value">What was said; null where there is a reason.</param>
/// <param name="Why">The reason.</param>
internal readonly record struct Told<T>(T? Value, string? Why) where T : class
{
    public static Told<T> Is(T value) => new(value, null);

    public static Told<T> Not(string why) => new(null, why);
}
