using System.Net;
using System.Net.Sockets;
using FuncAuth.Azure.Communication;
using FuncAuth.Azure.Smtp;
using FuncAuth.Messages;
using SmtpServer.Protocol;

namespace FuncAuth.Azure.Tests.Smtp;

/// <summary>Against a real mail server.</summary>
public class SmtpSenderTests
{
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task What_the_server_takes_is_accepted_and_is_the_message()
    {
        await using var server = MailServer.Start(SmtpSecurity.StartTls, wantsSignIn: true);

        var outcome = await SenderFor(server, SmtpSecurity.StartTls, MailServer.Password).SendAsync(Given.Message(), World.Ct);

        Assert.IsType<SendOutcome.Accepted>(outcome);
        var mail = Assert.Single(server.Taken);
        Assert.Equal(("Acme", "auth@acme.example"), (Assert.Single(mail.From.Mailboxes).Name, Assert.Single(mail.From.Mailboxes).Address));
        Assert.Equal("ada@example.com", mail.To.ToString());
        Assert.Equal(("424242 is your code", "Your code: 424242", "<p>424242</p>"), (mail.Subject, mail.TextBody?.Trim(), mail.HtmlBody?.Trim()));
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        Assert.Equal(new StoppedClock().GetUtcNow().ToUnixTimeSeconds(), mail.Date.ToUnixTimeSeconds());
        Assert.Equal((MailServer.Username, true), Assert.Single(server.SignIns));
    }

    [Fact]
    public async Task Tls_from_the_first_byte_works_as_well()
    {
        await using var server = MailServer.Start(SmtpSecurity.Tls, wantsSignIn: true);

        Assert.IsType<SendOutcome.Accepted>(await SenderFor(server, SmtpSecurity.Tls, MailServer.Password).SendAsync(Given.Message(), World.Ct));

        Assert.Equal((MailServer.Username, true), Assert.Single(server.SignIns));
    }

    [Fact]
    public async Task Q02_every_try_at_one_message_has_the_same_message_id_and_another_message_another()
    {
        await using var server = MailServer.Start(SmtpSecurity.None);

        await SenderFor(server, SmtpSecurity.None).SendAsync(Given.Message(), World.Ct);
        await SenderFor(server, SmtpSecurity.None).SendAsync(Given.Message(), World.Ct); // another process
        await SenderFor(server, SmtpSecurity.None).SendAsync(Given.Message() with { Id = VerificationId.From("other").Value }, World.Ct);

        var ids = server.Taken.Select(mail => mail.MessageId).ToArray();
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
        Assert.EndsWith("@acme.example", ids[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_tls_gets_neither_password_nor_message()
    {
        await using var server = MailServer.Start(SmtpSecurity.None);

        Assert.IsType<SendOutcome.Postponed>(await SenderFor(server, SmtpSecurity.StartTls, MailServer.Password).SendAsync(Given.Message(), World.Ct));

        Assert.Empty(server.SignIns);
        Assert.Empty(server.Taken);
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_vouches_for_gets_nothing()
    {
        await using var server = MailServer.Start(SmtpSecurity.StartTls);
        var sender = new SmtpSender(server.Settings(SmtpSecurity.StartTls, MailServer.Password), new StoppedClock());

        Assert.IsType<SendOutcome.Postponed>(await sender.SendAsync(Given.Message(), World.Ct));

        Assert.Empty(server.SignIns);
        Assert.Empty(server.Taken);
    }

    [Fact]
    public async Task A_wrong_password_is_no_word_on_the_message_and_is_not_told()
    {
        await using var server = MailServer.Start(SmtpSecurity.StartTls, wantsSignIn: true);

        var outcome = await SenderFor(server, SmtpSecurity.StartTls, "wrong-password").SendAsync(Given.Message(), World.Ct);

        Assert.DoesNotContain("wrong-password", Assert.IsType<SendOutcome.Postponed>(outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_wants_a_sign_in_and_gets_none_is_no_word_on_the_message()
    {
        await using var server = MailServer.Start(SmtpSecurity.StartTls, wantsSignIn: true);

        Assert.IsType<SendOutcome.Postponed>(await SenderFor(server, SmtpSecurity.StartTls).SendAsync(Given.Message(), World.Ct));
    }

    [Theory]
    [InlineData(421, false)]
    [InlineData(450, false)]
    [InlineData(451, false)]
    [InlineData(452, false)]
    [InlineData(550, true)]
    [InlineData(552, true)]
    [InlineData(554, true)]
    public async Task What_the_server_answers_with_4_is_postponed_and_with_5_is_refused(int code, bool final)
    {
        await using var server = MailServer.Start(SmtpSecurity.None);
        server.ToData = new SmtpResponse((SmtpReplyCode)code, "ada@example.com does not want 424242");

        Judged(await SenderFor(server, SmtpSecurity.None).SendAsync(Given.Message(), World.Ct), code, final);
    }

    [Theory]
    [InlineData(450, false)]
    [InlineData(550, true)]
    public async Task A_recipient_that_the_server_does_not_take_is_judged_the_same_way(int code, bool final)
    {
        await using var server = MailServer.Start(SmtpSecurity.None);
        server.ToRecipient = new SmtpResponse((SmtpReplyCode)code, "ada@example.com is not here");

        Judged(await SenderFor(server, SmtpSecurity.None).SendAsync(Given.Message(), World.Ct), code, final);
    }

    [Fact]
    public async Task A_sender_that_the_server_does_not_take_is_the_operators_fault_and_no_word_on_the_message()
    {
        await using var server = MailServer.Start(SmtpSecurity.None);
        server.ToSender = new SmtpResponse(SmtpReplyCode.MailboxUnavailable, "who?");

        Judged(await SenderFor(server, SmtpSecurity.None).SendAsync(Given.Message(), World.Ct), 550, final: false);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_waited_for_so_long_and_no_longer()
    {
        await using var server = MailServer.Start(SmtpSecurity.None);
        server.FallsSilent = true;

        var outcome = await SenderFor(server.Port).SendAsync(Given.Message(), World.Ct);

        Assert.Contains("sending", Assert.IsType<SendOutcome.Postponed>(outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_at_all_is_not_waited_for_either()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();

        var outcome = await SenderFor(((IPEndPoint)mute.LocalEndpoint).Port).SendAsync(Given.Message(), World.Ct);

        Assert.Contains("connecting", Assert.IsType<SendOutcome.Postponed>(outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_the_message_is_postponed() =>
        Assert.IsType<SendOutcome.Postponed>(await SenderFor(MailServer.FreePort()).SendAsync(Given.Message(), World.Ct));

    [Fact]
    public async Task Who_cancels_is_told_so()
    {
        await using var server = MailServer.Start(SmtpSecurity.None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SenderFor(server, SmtpSecurity.None).SendAsync(Given.Message(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_subject_in_any_script_arrives_and_begins_no_header()
    {
        await using var server = MailServer.Start(SmtpSecurity.None);
        var message = Given.Message() with { Subject = "012345 ist der Code für Ünï\r\nBcc: eve@example.com 日本語" };

        await SenderFor(server, SmtpSecurity.None).SendAsync(message, World.Ct);

        var mail = Assert.Single(server.Taken);
        Assert.Empty(mail.Bcc);
        Assert.Contains("für Ünï", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("日本語", mail.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_the_server_cannot_carry_is_refused()
    {
        await using var server = MailServer.Start(SmtpSecurity.None);
        var message = Given.Message() with { To = "jürgen@example.com" };

        var outcome = await SenderFor(server, SmtpSecurity.None).SendAsync(message, World.Ct);

        // Either the server knows such addresses or it does not; nothing is sent to another.
        Assert.True(outcome is SendOutcome.Refused || server.Taken.Single().To.ToString().Contains("jürgen", StringComparison.Ordinal));
    }

    [Fact]
    public void The_settings_print_no_account()
    {
        var settings = new SmtpSettings("mail.example.com", 587, SmtpSecurity.StartTls, "user", new Secret("Zq9"), "auth@acme.example");

        Assert.Equal("SmtpSettings of mail.example.com:587", settings.ToString());
    }

    private static void Judged(SendOutcome outcome, int code, bool final)
    {
        var reason = final ? Assert.IsType<SendOutcome.Refused>(outcome).Reason : Assert.IsType<SendOutcome.Postponed>(outcome).Reason;
        Assert.Contains($"{code}", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("424242", reason, StringComparison.Ordinal);
    }

    private static SmtpSender SenderFor(MailServer server, SmtpSecurity security, string? password = null) =>
        new(server.Settings(security, password), new StoppedClock(), trust: server.IsItsOwn, patience: TimeSpan.FromSeconds(15));

    private static SmtpSender SenderFor(int port) =>
        new(new SmtpSettings("localhost", port, SmtpSecurity.None, null, null, "auth@acme.example"), new StoppedClock(), patience: Brief);
}
