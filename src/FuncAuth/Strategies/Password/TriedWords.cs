using System.Collections.Immutable;

namespace FuncAuth.Strategies.Password;

/// <summary>
/// What came of trying words on a stored password, of which only the hash is known. It names what was tried on what, because a step that
/// is decided again may find another hash or need other words.
/// </summary>
/// <param name="Hash">The hash that they were tried on.</param>
/// <param name="Words">The words that were tried.</param>
/// <param name="Found">Those of them that are the password.</param>
public sealed record TriedWords(string Hash, ImmutableHashSet<string> Words, ImmutableHashSet<string> Found)
{
    /// <summary>Most words that one request may try: each costs as much as a hash.</summary>
    public const int MaxWords = 8;

    /// <summary>As if all words of the world had been tried in vain: for finding out whether a step is worth the trouble.</summary>
    public static TriedWords InVain { get; } = new("", [], []);

    /// <summary>Whether this answers for <paramref name="words"/> on <paramref name="hash"/>.</summary>
    public bool Covers(string hash, IEnumerable<string> words) => ReferenceEquals(this, InVain) || (Hash == hash && words.All(Words.Contains));

    /// <summary>Nothing of them.</summary>
    public override string ToString() => "[tried words]";
}
