using System.Collections.Frozen;
using FuncAuth.Users;

namespace FuncAuth.Instances;

/// <summary>How usernames are judged (Frontend API).</summary>
public sealed record UsernameRules
{
    private static readonly FrozenSet<string> BuiltIn = Forms(ReservedUsernames.Words);

    private readonly FrozenSet<string>? more;

    /// <summary>4 to 64 characters, one of them no digit, and nothing reserved but what is built in.</summary>
    public static UsernameRules Default { get; } = new();

    /// <summary>Fewest characters; the protocol knows none below 4.</summary>
    public int MinLength { get; init; } = 4;

    /// <summary>Most characters; the protocol knows none above 64.</summary>
    public int MaxLength { get; init; } = 64;

    /// <summary>Whether a username may consist of digits only.</summary>
    public bool AllowNumeric { get; init; }

    /// <summary>Words that nobody may have as a username, besides those that are built in.</summary>
    public IEnumerable<string> AlsoReserved
    {
        init => more = value.Any() ? Forms(value) : null;
    }

    /// <summary>Whether <paramref name="username"/>, in canonical form, is a reserved word or looks like one.</summary>
    public bool Reserves(string username)
    {
        var form = UsernameText.ReservedForm(username);
        return BuiltIn.Contains(form) || more?.Contains(form) is true;
    }

    private static FrozenSet<string> Forms(IEnumerable<string> words) => words.Select(UsernameText.ReservedForm).ToFrozenSet(StringComparer.Ordinal);
}
