using System.Collections.Immutable;
using FuncAuth.Instances;
using FuncAuth.Strategies;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Functions.Settings;

/// <summary>How people sign in. The lists are comma-separated names of strategies; in which order they stand does not matter.</summary>
public sealed record SignInOptions : IChecked
{
    public const string Section = "FuncAuth:SignIns";

    // A word, because an empty setting is none at all on some ways to a process.
    private const string Nothing = "none";

    /// <summary>What may be a first factor. A factor is offered where its attribute is enabled and the account has it.</summary>
    public string FirstFactors { get; set; } = string.Join(',', SignInRules.Default.FirstFactors);

    /// <summary>What may be a second factor, for users who turn one on; <c>none</c>: nothing.</summary>
    public string SecondFactors { get; set; } = string.Join(',', SignInRules.Default.SecondFactors);

    /// <param name="hidesAccounts">Whether nobody learns from a sign-in that an identifier has an account.</param>
    public SignInRules ToRules(bool hidesAccounts) => new(Known<IFirstFactor>(FirstFactors), Known<ISecondFactor>(SecondFactors), hidesAccounts);

    public IEnumerable<string> Complaints()
    {
        foreach (var complaint in Unknown<IFirstFactor>(nameof(FirstFactors), FirstFactors).Concat(
            SecondFactors.Trim() == Nothing ? [] : Unknown<ISecondFactor>(nameof(SecondFactors), SecondFactors)))
            yield return complaint;

        if (Words(SecondFactors).Length == 0)
            yield return $"{Name(nameof(SecondFactors))} must not be empty: write {Nothing} where there shall be no second factor.";

        var first = StrategyCatalog.All.Playing<IFirstFactor>().Where(strategy => Words(FirstFactors).Contains(strategy.Name)).ToList();
        if (first.All(strategy => strategy.ResetsPassword))
            yield return $"{Name(nameof(FirstFactors))} must have one that signs in by itself, such as password or email_code: else nobody could.";
        else if (first.Any(strategy => strategy.ResetsPassword) && !Words(FirstFactors).Contains(PasswordStrategy.StrategyName))
            yield return $"{Name(nameof(FirstFactors))} must have password beside what resets it.";
    }

    /// <summary>Whether somebody can sign in with what <paramref name="attributes"/> lets be given.</summary>
    internal bool LeadsIn(AttributesOptions attributes) => StrategyCatalog.All.Playing<IFirstFactor>()
        .Any(strategy => !strategy.ResetsPassword && Words(FirstFactors).Contains(strategy.Name)
            && (Announcements.AttributeOf(strategy) is not { } needed || attributes.ToRules().All.Any(known => known.Name == needed && known.Rule.Enabled)));

    private static ImmutableArray<string> Known<TPart>(string list)
        where TPart : IStrategy =>
        [.. StrategyCatalog.All.Playing<TPart>().Select(strategy => strategy.Name).Where(Words(list).Contains)];

    private static IEnumerable<string> Unknown<TPart>(string member, string list)
        where TPart : IStrategy
    {
        string[] known = [.. StrategyCatalog.All.Playing<TPart>().Select(strategy => strategy.Name)];
        var words = Words(list);
        for (var i = 0; i < words.Length; i++)
        {
            if (!known.Contains(words[i]))
                yield return $"Entry {i + 1} of {Name(member)} is not one of {string.Join(", ", known)}.";
        }
    }

    private static string[] Words(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Name(string member) => Setting.Name(Section, member);
}
