using System.Diagnostics.CodeAnalysis;
using FuncAuth.Messages.Templates;

namespace FuncAuth.Functions.Settings;

/// <summary>What messages say, in which languages.</summary>
public sealed record MessageOptions : IChecked
{
    public const string Section = "FuncAuth:Messages";

    /// <summary>
    /// A folder of JSON files, each named by its language tag: they take the place of the shipped texts or stand beside them. Relative to the
    /// app's own folder, which the package is unpacked to. Empty: the shipped texts alone.
    /// </summary>
    public string? Folder { get; set; }

    /// <summary>The language of people whose own is not known or has no texts.</summary>
    public string DefaultLocale { get; set; } = "en";

    /// <summary>
    /// The host of the page on which codes are typed, for phones to fill them in. Where it is empty it is taken from
    /// <see cref="InstanceOptions.AllowedOrigins"/>, if there is just one and it is https.
    /// </summary>
    public string? AutofillDomain { get; set; }

    public IEnumerable<string> Complaints()
    {
        if (!string.IsNullOrWhiteSpace(AutofillDomain) && !IsDomain(AutofillDomain))
            yield return $"{Name(nameof(AutofillDomain))} must be a host in small letters with a dot in it, and nothing else, such as app.example.com.";

        if (!TryReadTexts(out var texts, out var wrong))
            yield return wrong;
        else if (!texts.Has(DefaultLocale))
            yield return $"{Name(nameof(DefaultLocale))} must be one of {string.Join(", ", texts.Languages)}, or have a file in {Name(nameof(Folder))}.";
    }

    /// <exception cref="InvalidOperationException">There are complaints.</exception>
    public MessageRules ToRules(InstanceOptions instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return TryReadTexts(out var texts, out var wrong)
            ? new MessageRules(texts.WithStandard(DefaultLocale), string.IsNullOrWhiteSpace(AutofillDomain) ? OnlyDomain(instance) : AutofillDomain)
            : throw new InvalidOperationException(wrong);
    }

    private bool TryReadTexts([NotNullWhen(true)] out MessageTexts? texts, [NotNullWhen(false)] out string? wrong)
    {
        (texts, wrong) = (MessageTexts.Shipped, null);
        if (string.IsNullOrWhiteSpace(Folder))
            return true;

        var folder = Path.Combine(AppContext.BaseDirectory, Folder);
        if (!Directory.Exists(folder))
        {
            (texts, wrong) = (null, $"{Name(nameof(Folder))} names no folder that is there: it is relative to the folder of the app.");
            return false;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                texts = texts.With(LocaleTexts.Read(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)));
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
            {
                (texts, wrong) = (null, $"{Path.GetFileName(file)} in {Name(nameof(Folder))} cannot be used: {e.Message}.");
                return false;
            }
        }

        return true;
    }

    // With two there is no telling on which of them a code will be typed.
    private static string? OnlyDomain(InstanceOptions instance) =>
        instance.AllowedOrigins.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var only]
        && Uri.TryCreate(only, UriKind.Absolute, out var origin) && origin.Scheme == "https" && origin.IsDefaultPort && IsDomain(origin.Host)
            ? origin.Host
            : null;

    private static bool IsDomain(string text) =>
        text.Contains('.', StringComparison.Ordinal) && text.Length <= 253
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-')
        && Uri.CheckHostName(text) is UriHostNameType.Dns;

    private static string Name(string member) => Setting.Name(Section, member);
}
