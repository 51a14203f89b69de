namespace FuncAuth.Strategies.OAuth;

/// <summary>An external provider that people sign up and in with, as far as anybody may know of it. A row of settings: nothing of it is code.</summary>
/// <param name="Name">Its short name, such as <c>google</c>: lower-case letters, digits and underscores.</param>
/// <param name="DisplayName">Its name as people read it on a button.</param>
/// <param name="LogoUrl">Where a picture for the button is; empty where there is none.</param>
public sealed record ExternalProvider(string Name, string DisplayName, string LogoUrl = "")
{
    /// <summary>What the names of these strategies begin with.</summary>
    public const string StrategyPrefix = "oauth_";

    /// <summary>What the names begin with under which a contact is proven by a provider's word.</summary>
    public const string VouchedPrefix = "from_";

    /// <summary>The strategy's name on the wire (Frontend API).</summary>
    public string Strategy => StrategyPrefix + Name;

    /// <summary>The strategy under which an address counts as proven because a provider of <paramref name="strategy"/> said so (Frontend API).</summary>
    public static string Vouched(string strategy) => VouchedPrefix + strategy;

    /// <summary>Whether <paramref name="strategy"/> is such a one: the contact is proven by a provider's word and not by a code.</summary>
    public static bool IsVouched(string strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return strategy.StartsWith(VouchedPrefix + StrategyPrefix, StringComparison.Ordinal);
    }
}
