using System.Collections.Frozen;
using System.Reflection;

namespace FuncAuth.Messages.Templates;

/// <summary>The languages that messages can speak.</summary>
public sealed class MessageTexts
{
    private const string Folder = "texts/";
    private const string Ending = ".json";

    // Read when first spoken: a start does not wait for ten languages of which it needs one.
    private readonly FrozenDictionary<string, Lazy<LocaleTexts>> locales;
    private readonly string standard;

    private MessageTexts(FrozenDictionary<string, Lazy<LocaleTexts>> locales, string standard) => (this.locales, this.standard) = (locales, standard);

    /// <summary>The languages in this assembly; English for everybody else.</summary>
    public static MessageTexts Shipped { get; } = new(ReadShipped().ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), "en");

    /// <summary>The tags of the languages.</summary>
    public IEnumerable<string> Languages => locales.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether there is a file for exactly that tag.</summary>
    public bool Has(string language) => locales.ContainsKey(language);

    /// <summary>
    /// The texts for a person: those of the longest beginning of <paramref name="locale"/> that there are texts for (RFC 4647 section 3.4,
    /// lookup), else those of the standard language. A locale is what somebody sent, so anything may stand there.
    /// </summary>
    public LocaleTexts For(string? locale)
    {
        for (var range = locale?.Trim().Replace('_', '-'); !string.IsNullOrEmpty(range); range = Shorter(range))
        {
            if (locales.TryGetValue(range, out var found))
                return found.Value;
        }

        return locales[standard].Value;
    }

    /// <summary>The same with <paramref name="texts"/> in the place of the shipped ones of that language, or beside them.</summary>
    public MessageTexts With(LocaleTexts texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var all = locales.Where(locale => !locale.Key.Equals(texts.Language, StringComparison.OrdinalIgnoreCase))
            .Append(new(texts.Language, new Lazy<LocaleTexts>(texts)));
        return new MessageTexts(all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), standard);
    }

    /// <summary>The same with another language for whoever's own is not known.</summary>
    /// <exception cref="ArgumentException">There are no texts for it.</exception>
    public MessageTexts WithStandard(string language)
    {
        if (!Has(language))
            throw new ArgumentException("There are no texts in that language.", nameof(language));
        return language == standard ? this : new MessageTexts(locales, language);
    }

    // A single letter begins what follows it, so it goes with it: zh-x-private is followed by zh.
    private static string? Shorter(string range)
    {
        var cut = range.LastIndexOf('-');
        if (cut < 0)
            return null;
        return cut >= 2 && range[cut - 2] == '-' ? range[..(cut - 2)] : range[..cut];
    }

    private static IEnumerable<KeyValuePair<string, Lazy<LocaleTexts>>> ReadShipped()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => (Name: name, Language: name[Folder.Length..^Ending.Length]))
            .Select(file => KeyValuePair.Create(file.Language, new Lazy<LocaleTexts>(() =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(file.Name)!);
                return LocaleTexts.Read(file.Language, reader.ReadToEnd());
            })));
    }
}
