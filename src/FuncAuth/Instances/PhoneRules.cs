using System.Collections.Immutable;

namespace FuncAuth.Instances;

/// <summary>Which countries' phone numbers are taken. A short list is the cheapest guard against toll fraud (SECURITY.md R05).</summary>
/// <param name="Countries">ISO 3166-1 alpha-2, upper case; empty takes all.</param>
public sealed record PhoneRules(ImmutableArray<string> Countries)
{
    /// <summary>Numbers of all countries.</summary>
    public static PhoneRules Everywhere { get; } = new([]);

    /// <summary>Whether a number of that region is taken; null, which is a number of no country, only where all are.</summary>
    public bool Allow(string? region) => Countries.IsEmpty || (region is not null && Countries.Contains(region));
}
