using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace FuncAuth.Messages.Templates;

/// <summary>What messages say in one language: one JSON file of data, shipped or an operator's own.</summary>
/// <param name="Language">The language tag (BCP 47), for the <c>lang</c> of the HTML.</param>
/// <param name="Direction"><c>ltr</c> or <c>rtl</c>.</param>
/// <param name="Code">The message that carries a one-time code.</param>
/// <param name="Notices">The messages that tell of a change.</param>
public sealed partial record LocaleTexts(string Language, string Direction, CodeTexts Code, NoticesTexts Notices)
{
    private const string Other = "other";

    private FrozenDictionary<string, string> MinuteForms { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>
    /// A number of minutes with its noun. A file lists the numbers that have a form of their own and <c>other</c>: codes live ten minutes
    /// at most, so a list says what the plural rules of any language would.
    /// </summary>
    public string Minutes(int count)
    {
        var number = count.ToString(CultureInfo.InvariantCulture);
        return Placeholders.Fill(MinuteForms.GetValueOrDefault(number, MinuteForms[Other]), ("n", number));
    }

    /// <summary>Reads a file of texts.</summary>
    /// <exception cref="FormatException">What is wrong with it, in a sentence for operators.</exception>
    public static LocaleTexts Read(string language, string json)
    {
        ArgumentNullException.ThrowIfNull(language);
        if (!Tag().IsMatch(language))
            throw new FormatException("its name is no language tag, such as de or pt-BR");

        var file = Parse(json);
        if (file.Direction is not ("ltr" or "rtl"))
            throw new FormatException("direction must be ltr or rtl");
        if (!file.Minutes.TryGetValue(Other, out var other))
            throw new FormatException("minutes must have a form for other");

        foreach (var (count, form) in file.Minutes)
            Require($"minutes.{count}", form, [], ["n"]);
        Require("minutes.other", other, ["n"], []);
        Require("code.subject", file.Code.Subject, ["app"], ["code"]);
        Require("code.lead", file.Code.Lead, [], ["app"]);
        Require("code.validity", file.Code.Validity, ["minutes"], []);
        Require("code.ignore", file.Code.Ignore, [], ["app"]);
        Require("code.sms", file.Code.Sms, ["code", "app"], ["minutes"]);
        CheckNotices(file.Notices);
        return new LocaleTexts(language, file.Direction, file.Code, file.Notices) { MinuteForms = file.Minutes.ToFrozenDictionary(StringComparer.Ordinal) };
    }

    private static void CheckNotices(NoticesTexts notices)
    {
        Require("notices.when", notices.When, ["time"], []);
        Require("notices.notYou", notices.NotYou, [], ["app"]);
        Require("notices.notYouSms", notices.NotYouSms, [], ["app"]);
        if (NoticeKinds.All.FirstOrDefault(word => !notices.Kinds.ContainsKey(word)) is { } missing)
            throw new FormatException($"notices.kinds must have {missing}");

        foreach (var (word, notice) in notices.Kinds)
        {
            if (NoticeKinds.Find(word) is null)
                throw new FormatException($"notices.kinds must not have {word}, of which nobody is told");
            Require($"notices.kinds.{word}.subject", notice.Subject, ["app"], []);
            Require($"notices.kinds.{word}.lead", notice.Lead, ["app"], []);
            if (notice.NotYou is { } notYou)
                Require($"notices.kinds.{word}.notYou", notYou, [], ["app"]);
        }
    }

    private static TextFile Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TextFileJson.Default.TextFile) ?? throw new FormatException("it is empty");
        }
        catch (JsonException e)
        {
            throw new FormatException($"it has another shape than the shipped ones at {e.Path ?? "its end"}", e);
        }
    }

    private static void Require(string name, string text, string[] needed, string[] allowed)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Any(letter => char.IsControl(letter)))
            throw new FormatException($"{name} must be one line of text");

        string[] found = [.. Placeholders.In(text)];
        if (needed.FirstOrDefault(word => found.Count(one => one == word) != 1) is { } missing)
            throw new FormatException($"{name} must hold {{{missing}}} once");
        if (found.FirstOrDefault(word => !needed.Contains(word) && !allowed.Contains(word)) is { } unknown)
            throw new FormatException($"{name} must not hold {{{unknown}}}");
    }

    // \z and not $, which would let a line feed through at the end.
    [GeneratedRegex(@"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}

/// <summary>The message that carries a one-time code. Texts are plain: whoever makes HTML of them escapes them.</summary>
/// <param name="Subject">The subject line.</param>
/// <param name="Lead">What stands above the code.</param>
/// <param name="Validity">How long the code is good.</param>
/// <param name="Ignore">What to do for whoever did not ask.</param>
/// <param name="Sms">The whole SMS, less the line for autofill.</param>
public sealed record CodeTexts(string Subject, string Lead, string Validity, string Ignore, string Sms);

/// <summary>The messages that tell of a change.</summary>
/// <param name="When">When it was.</param>
/// <param name="NotYou">What to do for whoever did not do it.</param>
/// <param name="NotYouSms">The same, as short as can be.</param>
/// <param name="Kinds">What is said of each change, by its word (<see cref="NoticeKinds"/>).</param>
public sealed record NoticesTexts(string When, string NotYou, string NotYouSms, IReadOnlyDictionary<string, NoticeTexts> Kinds);

/// <summary>What is said of one change.</summary>
/// <param name="Subject">The subject line.</param>
/// <param name="Lead">What was changed, in a sentence; it is the whole SMS, but for the advice.</param>
/// <param name="NotYou">What to do for whoever did not do it, where it is something else than after other changes; else null.</param>
public sealed record NoticeTexts(string Subject, string Lead, string? NotYou = null);

/// <summary>The file as it is written.</summary>
internal sealed record TextFile(string Direction, Dictionary<string, string> Minutes, CodeTexts Code, NoticesTexts Notices);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TextFile))]
internal sealed partial class TextFileJson : JsonSerializerContext;
