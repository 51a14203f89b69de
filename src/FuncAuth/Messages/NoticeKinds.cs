using System.Collections.Frozen;
using System.Text.Json;

namespace FuncAuth.Messages;

/// <summary>The words for what is told, in queues and in the files of texts: the names in snake case.</summary>
public static class NoticeKinds
{
    private static readonly FrozenDictionary<NoticeKind, string> Words =
        Enum.GetValues<NoticeKind>().ToFrozenDictionary(kind => kind, kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()));

    private static readonly FrozenDictionary<string, NoticeKind> Kinds = Words.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>All words.</summary>
    public static IEnumerable<string> All => Kinds.Keys;

    /// <summary>The word for <paramref name="kind"/>, such as <c>password_changed</c>.</summary>
    public static string WordFor(NoticeKind kind) => Words[kind];

    /// <summary>Whether <paramref name="kind"/> is a change of the account, and not something that was only tried.</summary>
    public static bool IsOfChange(NoticeKind kind) => kind is not (NoticeKind.SignUpAttempted or NoticeKind.ContactClaimAttempted);

    /// <summary>What <paramref name="word"/> stands for; null where it is none of ours.</summary>
    public static NoticeKind? Find(string word) => Kinds.TryGetValue(word, out var kind) ? kind : null;
}
