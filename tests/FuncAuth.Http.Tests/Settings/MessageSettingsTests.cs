using FuncAuth.Azure.Smtp;
using FuncAuth.Functions.Settings;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.Messages.Templates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static FuncAuth.Http.Tests.Settings.GivenSettings;

namespace FuncAuth.Http.Tests.Settings;

/// <summary>The settings of phone numbers, messages and the mail server.</summary>
public sealed class MessageSettingsTests : IDisposable
{
    private static readonly string SomeTexts = $$"""
        {
          "direction": "ltr",
          "minutes": { "other": "{n} min" },
          "code": { "subject": "{app}", "lead": "Servus", "validity": "{minutes}", "ignore": "Eh wurscht", "sms": "{app}: {code}" },
          "notices": { "when": "{time}", "notYou": "Geh bitte", "notYouSms": "Na?", "kinds": { {{string.Join(", ", NoticeKinds.All.Select(SomeNotice))}} } }
        }
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcauth-");

    private static string SomeNotice(string word) => $$"""
        "{{word}}": { "subject": "{app}", "lead": "Servus von {app}" }
        """;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Where_nobody_says_all_countries_are_taken_and_messages_are_the_shipped_ones()
    {
        using var provider = Development.Registered();

        var instance = provider.GetRequiredService<Instance>();

        Assert.Same(PhoneRules.Everywhere, instance.Phones);
        Assert.Equal(MessageRules.Default, instance.Messages);
        Assert.Null(provider.GetRequiredService<IOptions<SmtpOptions>>().Value.ToSettings());
    }

    [Fact]
    public void Countries_are_read_in_any_case()
    {
        using var provider = Development.With(("FuncAuth__Phones__Countries", "DE, at,ch")).Registered();

        Assert.Equal(["DE", "AT", "CH"], provider.GetRequiredService<Instance>().Phones.Countries);
    }

    [Theory]
    [InlineData("DE,UK")]
    [InlineData("DE,DEU")]
    [InlineData("DE,49")]
    [InlineData("DE,001")]
    public void What_is_no_country_is_refused(string countries) => Assert.Equal(
        ["Entry 2 of FuncAuth__Phones__Countries is no country with phone numbers: write the two letters of ISO 3166, as in DE,AT,CH."],
        Development.With(("FuncAuth__Phones__Countries", countries)).Complaints());

    [Theory]
    [InlineData("https://app.example.com", null, "app.example.com")]
    [InlineData("https://app.example.com", "example.com", "example.com")]
    [InlineData("https://app.example.com,https://www.example.com", null, null)] // which of them?
    [InlineData("https://app.example.com,https://www.example.com", "example.com", "example.com")]
    [InlineData("https://app.example.com:8443", null, null)] // the line for autofill has no ports
    [InlineData("https://192.0.2.1", null, null)]
    [InlineData("https://localhost", null, null)]
    [InlineData("http://app.example.com", null, null)]
    public void The_domain_for_autofill_is_a_setting_or_the_only_page_there_is(string origins, string? domain, string? expected)
    {
        using var provider = Production.With(("FuncAuth__Instance__AllowedOrigins", origins), ("FuncAuth__Messages__AutofillDomain", domain)).Registered();

        Assert.Equal(expected, provider.GetRequiredService<Instance>().Messages.AutofillDomain);
    }

    [Theory]
    [InlineData("https://app.example.com")]
    [InlineData("App.example.com")]
    [InlineData("app.example.com:8443")]
    [InlineData("localhost")]
    [InlineData("192.0.2.1")]
    [InlineData("app.example.com\n@evil.example")]
    public void A_domain_that_no_phone_would_know_is_refused(string domain) => Assert.Equal(
        ["FuncAuth__Messages__AutofillDomain must be a host in small letters with a dot in it, and nothing else, such as app.example.com."],
        Development.With(("FuncAuth__Messages__AutofillDomain", domain)).Complaints());

    [Fact]
    public void An_operators_texts_stand_beside_the_shipped_ones()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "de-AT.json"), SomeTexts);
        using var provider = Development.With(
            ("FuncAuth__Messages__Folder", folder.FullName), ("FuncAuth__Messages__DefaultLocale", "de-AT")).Registered();

        var texts = provider.GetRequiredService<Instance>().Messages.Texts;

        Assert.Equal("Servus", texts.For("de-AT").Code.Lead);
        Assert.Equal("de", texts.For("de-DE").Language);
        Assert.Equal("de-AT", texts.For("tlh").Language);
    }

    [Fact]
    public void Texts_that_would_make_broken_messages_are_refused_by_the_name_of_the_file()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "de-AT.json"), SomeTexts.Replace("{app}: {code}", "{app}", StringComparison.Ordinal));

        Assert.Equal(
            ["de-AT.json in FuncAuth__Messages__Folder cannot be used: code.sms must hold {code} once."],
            Development.With(("FuncAuth__Messages__Folder", folder.FullName)).Complaints());
        Assert.Equal(
            ["FuncAuth__Messages__Folder names no folder that is there: it is relative to the folder of the app."],
            Development.With(("FuncAuth__Messages__Folder", "nowhere")).Complaints());
        Assert.Equal(
            ["FuncAuth__Messages__DefaultLocale must be one of de, en, es, fr, it, ja, nl, pl, pt, sv, or have a file in FuncAuth__Messages__Folder."],
            Development.With(("FuncAuth__Messages__DefaultLocale", "tlh")).Complaints());
    }

    [Fact]
    public void A_mail_server_is_read()
    {
        using var provider = Mail().With(
            ("FuncAuth__Smtp__Port", "465"), ("FuncAuth__Smtp__Security", "TLS"), ("FuncAuth__Smtp__Username", "funcauth"),
            ("FuncAuth__Smtp__Password", "Zq9")).Registered();
        var options = provider.GetRequiredService<IOptions<SmtpOptions>>().Value;

        var settings = options.ToSettings()!;

        Assert.Equal(("mail.example.com", 465, SmtpSecurity.Tls, "funcauth"), (settings.Host, settings.Port, settings.Security, settings.Username));
        Assert.Equal(("Zq9", "Acme <auth@example.com>"), (settings.Password!.Reveal(), settings.From));
        Assert.Equal("SmtpOptions", options.ToString());
    }

    [Theory]
    [InlineData("Host", null, "FuncAuth__Smtp__Host and FuncAuth__Smtp__From must both be set, or nothing of FuncAuth__Smtp.")]
    [InlineData("From", null, "FuncAuth__Smtp__Host and FuncAuth__Smtp__From must both be set, or nothing of FuncAuth__Smtp.")]
    [InlineData("Host", "https://mail.example.com", "FuncAuth__Smtp__Host must be the name of a host and nothing else.")]
    [InlineData("From", "Acme", "FuncAuth__Smtp__From must be an e-mail address, or a name and an address in angle brackets.")]
    [InlineData("Username", "funcauth", "FuncAuth__Smtp__Username and FuncAuth__Smtp__Password must both be set or both be missing.")]
    [InlineData("Password", "Zq9", "FuncAuth__Smtp__Username and FuncAuth__Smtp__Password must both be set or both be missing.")]
    [InlineData("Security", "ssl", "FuncAuth__Smtp__Security must be none, starttls or tls.")]
    [InlineData("Security", "none", "FuncAuth__Smtp__Security must not be none in production: codes and the password would travel in clear.")]
    [InlineData("Port", "0", "FuncAuth__Smtp__Port must be from 1 to 65535.")]
    public void A_mail_server_that_is_set_by_half_or_in_the_open_is_refused(string setting, string? value, string complaint) =>
        Assert.Equal([complaint], Mail().With(($"FuncAuth__Smtp__{setting}", value)).Complaints());

    [Fact]
    public void In_development_a_mail_catcher_needs_no_cipher() => Assert.Empty(Development.With(
        ("FuncAuth__Smtp__Host", "localhost"), ("FuncAuth__Smtp__From", "auth@example.com"), ("FuncAuth__Smtp__Security", "none")).Complaints());

    [Fact]
    public void Tries_are_counted_as_the_host_counts_them()
    {
        using var hostJson = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));
        var queues = hostJson.RootElement.GetProperty("extensions").GetProperty("queues");

        Assert.Equal(queues.GetProperty("maxDequeueCount").GetInt32(), Functions.Background.DeliveryTries.OfHostJson.Most);
    }

    private static Dictionary<string, string?> Mail() =>
        Production.With(("FuncAuth__Smtp__Host", "mail.example.com"), ("FuncAuth__Smtp__From", "Acme <auth@example.com>"));
}
