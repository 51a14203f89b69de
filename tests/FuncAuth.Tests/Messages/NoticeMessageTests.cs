using FuncAuth.Messages;
using FuncAuth.Messages.Templates;

namespace FuncAuth.Tests.Messages;

public class NoticeMessageTests
{
    public static TheoryData<string, NoticeKind> All { get; } =
        [.. MessageTexts.Shipped.Languages.SelectMany(_ => Enum.GetValues<NoticeKind>(), (language, kind) => (language, kind))];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_language_says_what_was_changed_when_and_by_which_application(string language, NoticeKind kind)
    {
        var message = Render(Channel.Email, kind, language);

        Assert.Equal("somebody", message.To);
        Assert.All([message.Subject, message.Text, message.Html], text => Assert.Contains("Acme", text, StringComparison.Ordinal));
        Assert.Contains("2026-11-23 12:00 UTC", message.Text, StringComparison.Ordinal);
        Assert.Contains("2026-11-23 12:00 UTC", message.Html, StringComparison.Ordinal);
        Assert.Contains($"<html lang=\"{language}\"", message.Html, StringComparison.Ordinal);
        Assert.All([message.Subject, message.Text, Render(Channel.Sms, kind, language).Text], text => Assert.DoesNotMatch("[{}]", text));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_carries_no_code_and_no_link(string language, NoticeKind kind)
    {
        var message = Render(Channel.Email, kind, language);

        Assert.Null(message.Code);
        Assert.Null(message.Link);
        Assert.DoesNotContain("class=\"code\"", message.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("href", message.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("://", message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_changed_and_what_to_do_is_said_in_plain_words()
    {
        var message = Render(Channel.Email, NoticeKind.PasswordChanged, "en");

        Assert.Equal("Your Acme password was changed", message.Subject);
        Assert.Equal(
            """
            The password of your Acme account was changed.

            It happened on 2026-11-23 12:00 UTC. If that was not you, somebody else may be in your account: sign in at once, change your password, and look at your e-mail addresses and phone numbers. If you cannot get in any more, write to whoever runs Acme.
            """,
            message.Text);
        Assert.Equal("The password of your Acme account was changed. Not you? Sign in and check your account.", Render(Channel.Sms, NoticeKind.PasswordChanged, "en").Text);
    }

    [Fact]
    public void Who_has_an_account_already_is_not_told_to_fear_for_it()
    {
        var message = Render(Channel.Email, NoticeKind.SignUpAttempted, "en");

        Assert.Contains("sign in instead", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("change your password", message.Text, StringComparison.Ordinal);
    }

    // The words of what can go to a person without an e-mail address.
    [Theory]
    [InlineData(NoticeKind.PasswordChanged)]
    [InlineData(NoticeKind.PasswordRemoved)]
    [InlineData(NoticeKind.EmailAddressAdded)]
    [InlineData(NoticeKind.PhoneNumberAdded)]
    [InlineData(NoticeKind.PhoneNumberRemoved)]
    [InlineData(NoticeKind.PrimaryPhoneNumberChanged)]
    [InlineData(NoticeKind.ExternalAccountConnected)]
    [InlineData(NoticeKind.ExternalAccountRemoved)]
    [InlineData(NoticeKind.SecondFactorTurnedOn)]
    [InlineData(NoticeKind.SecondFactorTurnedOff)]
    public void An_sms_is_one_message_in_the_default_alphabet_with_a_name_of_any_length(NoticeKind kind)
    {
        var sms = Render(Channel.Sms, kind, "en", app: string.Join(' ', Enumerable.Repeat("Amalgamated", 20))).Text;

        Assert.InRange(Gsm7.Septets(sms) ?? int.MaxValue, 100, 160);
        Assert.Contains("Amalgama", sms, StringComparison.Ordinal);
        Assert.EndsWith("Not you? Sign in and check your account.", sms, StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_of_the_app_is_escaped_and_begins_no_line()
    {
        var message = Render(Channel.Email, NoticeKind.PasswordChanged, "en", app: "<b>Acme</b>\r\nBcc: eve@example.com");

        Assert.DoesNotContain("<b>", message.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(message.Subject, char.IsControl);
    }

    private static OutgoingMessage Render(Channel channel, NoticeKind kind, string language, string app = "Acme") => NoticeMessage.Render(
        VerificationId.From("message"), channel, "somebody", kind, Given.Now, Given.Instance with { ApplicationName = app }, language);
}
