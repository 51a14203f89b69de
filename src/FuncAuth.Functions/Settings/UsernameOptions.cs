using FuncAuth.Instances;
using FuncAuth.Users;

namespace FuncAuth.Functions.Settings;

/// <summary>How usernames are judged.</summary>
public sealed record UsernameOptions : IChecked
{
    public const string Section = "FuncAuth:Usernames";

    /// <summary>From 4 to 64, for the client library reads every other number as one of these.</summary>
    public int MinLength { get; set; } = 4;

    /// <summary>The same.</summary>
    public int MaxLength { get; set; } = 64;

    /// <summary>Whether digits alone make a username.</summary>
    public bool AllowNumeric { get; set; }

    /// <summary>A comma-separated list of names that nobody may have, besides those that are built in.</summary>
    public string Reserved { get; set; } = "";

    public UsernameRules ToRules() => new() { MinLength = MinLength, MaxLength = MaxLength, AllowNumeric = AllowNumeric, AlsoReserved = Words };

    public IEnumerable<string> Complaints()
    {
        foreach (var complaint in Setting.Outside(Name(nameof(MinLength)), MinLength, 4, 64).Concat(Setting.Outside(Name(nameof(MaxLength)), MaxLength, 4, 64)))
            yield return complaint;

        if (MinLength > MaxLength)
            yield return $"{Name(nameof(MinLength))} must not be above {Name(nameof(MaxLength))}.";

        for (var i = 0; i < Words.Length; i++)
        {
            if (!UsernameText.IsWord(Words[i]))
                yield return $"Entry {i + 1} of {Name(nameof(Reserved))} could be nobody's username: write letters, digits, hyphens and underscores.";
        }
    }

    private string[] Words =>
        [.. Reserved.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(UsernameText.Fold)];

    private static string Name(string member) => Setting.Name(Section, member);
}
