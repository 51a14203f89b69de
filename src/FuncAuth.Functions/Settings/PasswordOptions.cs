using FuncAuth.Instances;

namespace FuncAuth.Functions.Settings;

/// <summary>How passwords are judged, and how many are hashed at the same time.</summary>
public sealed record PasswordOptions : IChecked
{
    public const string Section = "FuncAuth:Passwords";

    private const long MemoryOfOneHash = 19L << 20;

    public int MinLength { get; set; } = 8;

    /// <summary>What front ends are told. More is taken, up to <see cref="PasswordRules.MaxLength"/>.</summary>
    public int AnnouncedMaxLength { get; set; } = 72;

    /// <summary>0 to 4 on zxcvbn's scale; 0 takes any password that is long enough and on no list.</summary>
    public int MinStrength { get; set; } = 2;

    /// <summary>A range service of leaked passwords, up to the digits, as in <c>https://passwords.example.com/range</c>. Empty asks none.</summary>
    public string RangeServiceUrl { get; set; } = "";

    /// <summary>0: as many as a quarter of the memory has room for. The rest is the worker's, and a hash too many kills it.</summary>
    public int MaxParallelHashes { get; set; }

    /// <summary>
    /// How many hashes may run at once in a process that has <paramref name="availableMemory"/> bytes and so many <paramref name="processors"/>: a
    /// hash does nothing but compute, so more than two a processor only make all of them, and everybody else, wait longer.
    /// </summary>
    public int ParallelHashes(long availableMemory, int processors) =>
        MaxParallelHashes > 0 ? MaxParallelHashes : (int)Math.Clamp(Math.Min(availableMemory / 4 / MemoryOfOneHash, 2 * processors), 1, 64);

    public PasswordRules ToRules() => PasswordRules.Default with
    {
        MinLength = MinLength,
        AnnouncedMaxLength = AnnouncedMaxLength,
        MinStrength = MinStrength,
        AreLookedUp = !string.IsNullOrWhiteSpace(RangeServiceUrl),
    };

    public IEnumerable<string> Complaints()
    {
        foreach (var complaint in Setting.Outside(Name(nameof(MinLength)), MinLength, 8, 64))
            yield return complaint;

        if (AnnouncedMaxLength < MinLength || AnnouncedMaxLength > PasswordRules.Default.MaxLength)
            yield return $"{Name(nameof(AnnouncedMaxLength))} must be from {Name(nameof(MinLength))} to {PasswordRules.Default.MaxLength}.";

        foreach (var complaint in Setting.Outside(Name(nameof(MinStrength)), MinStrength, 0, 4))
            yield return complaint;

        if (!string.IsNullOrWhiteSpace(RangeServiceUrl) && !IsRangeService(RangeServiceUrl))
        {
            yield return $"{Name(nameof(RangeServiceUrl))} must be an address that starts with https:// and has no query, such as "
                + "https://passwords.example.com/range; http:// only to this very machine, and only in development.";
        }

        foreach (var complaint in Setting.Outside(Name(nameof(MaxParallelHashes)), MaxParallelHashes, 0, 1024))
            yield return complaint;
    }

    /// <summary>Whether the range service is asked in clear: fit for development alone.</summary>
    internal bool IsRangeServiceInClear => RangeServiceUrl.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private static bool IsRangeService(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address is { Query: "", Fragment: "", UserInfo: "" };

    private static string Name(string member) => Setting.Name(Section, member);
}
