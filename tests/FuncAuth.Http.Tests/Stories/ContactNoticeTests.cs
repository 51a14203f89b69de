using System.Text.RegularExpressions;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Who is told of changes to contacts, and who is not told that somebody has an account.</summary>
public sealed partial class ContactNoticeTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task P10_the_old_address_hears_of_a_new_one_and_of_its_own_removal()
    {
        using var page = Host.OpenPage();
        var (old, fresh) = (People.FreshAddress(), People.FreshAddress());
        await page.SignUpAsync(Host, old);
        var first = (await page.GetAsync("/v1/me"))["primary_email_address_id"]!;
        await page.ProveContactAsync(Host, Contacts.Emails, fresh);
        Assert.Contains("new e-mail address", (await Host.NoticesToAsync(old))[^1].Subject, StringComparison.Ordinal);
        Assert.DoesNotContain(Host.MessagesTo(fresh), message => message.Code is null);

        await page.RemoveContactAsync(Contacts.Emails, first);

        Assert.Contains("removed", (await Host.NoticesToAsync(old, 2))[^1].Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P10_turning_a_second_factor_on_and_off_is_told()
    {
        using var page = Host.OpenPage();
        var (address, number) = (People.FreshAddress(), Phones.FreshNumber());
        await page.SignUpAsync(Host, address);
        var id = await page.ProveContactAsync(Host, Contacts.Numbers, number);
        await page.ReserveForSecondFactorAsync(number);
        await page.RemoveContactAsync(Contacts.Numbers, id);

        var told = (await Host.NoticesToAsync(address, 4)).Select(notice => notice.Subject).ToArray();

        Assert.Equal(4, told.Length);
        foreach (var word in new[] { "new phone number", "turned on", "turned off", "phone number of your" })
            Assert.Single(told, subject => subject.Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_never_proven_is_no_news()
    {
        using var page = Host.OpenPage();
        var (own, value) = (People.FreshAddress(), People.FreshAddress());
        await page.SignUpAsync(Host, own);
        var id = await page.AddedContactAsync(Contacts.Emails, value);
        await page.RemoveContactAsync(Contacts.Emails, id);

        await Host.QueuesAreEmptyAsync();
        Assert.DoesNotContain(Host.MessagesTo(own), message => message.Code is null);
        Assert.Empty(Host.MessagesTo(value));
    }

    [Theory]
    [InlineData(Contacts.Emails)]
    [InlineData(Contacts.Numbers)]
    public async Task E08_adding_a_contact_that_somebody_has_looks_as_if_it_were_free_and_who_has_it_gets_a_notice_and_no_code(string kind)
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:AttackProtection:Enumeration"] = "strict" }, ct: TestContext.Current.CancellationToken);
        using var owner = host.OpenPage();
        using var page = host.OpenPage();
        var (taken, free) = (Contacts.Fresh(kind), Contacts.Fresh(kind));
        await owner.SignUpAsync(host);
        await owner.ProveContactAsync(host, kind, taken);
        await page.SignUpAsync(host);

        var atTaken = await StepsAsync(taken);
        var atFree = await StepsAsync(free);

        Assert.Equal(atFree, atTaken);
        Assert.Equal("form_code_incorrect", atFree[^1].Split(' ')[1]);
        await host.QueuesAreEmptyAsync();
        Assert.Single(host.MessagesTo(free), message => message.Code is not null);
        Assert.Single(host.MessagesTo(taken), message => message.Code is not null); // the owner's own, of before
        var notice = Assert.Single(await host.NoticesToAsync(taken));
        Assert.Contains("another", notice.Body, StringComparison.Ordinal);
        Assert.Contains("belong to your account", notice.Body, StringComparison.Ordinal);

        async Task<string[]> StepsAsync(string value)
        {
            var added = await page.AddContactAsync(kind, value);
            var id = added["id"]!;
            var prepared = await page.PrepareContactAsync(kind, id);
            var shown = await page.GetAsync($"/v1/me/{kind}/{id}");
            var missed = await page.AttemptContactAsync(kind, id, "000000");
            return [.. new[] { added, prepared, shown }.Select(answer => $"{answer.Status} {Mask(answer.Response.ToString(), value)} {Headers(answer)}"), $"{missed.Status} {missed.Errors.Single()} {Headers(missed)}"];
        }
    }

    [Fact]
    public async Task E08_switched_off_the_documented_code_tells_and_nothing_is_sent()
    {
        using var owner = Host.OpenPage();
        using var page = Host.OpenPage();
        var taken = People.FreshAddress();
        await owner.SignUpAsync(Host, taken);
        await page.SignUpAsync(Host);

        var refused = await page.AddContactAsync(Contacts.Emails, taken);

        Assert.Equal((422, "form_identifier_exists"), (refused.Status, refused.Errors.Single()));
        await Host.QueuesAreEmptyAsync();
        Assert.Single(Host.MessagesTo(taken)); // the code of the owner's sign-up
    }

    private static string Mask(string body, string value) => Times().Replace(Ids().Replace(body.Replace(value, "VALUE", StringComparison.Ordinal), "ID"), "TIME");

    private static string Headers(Answer answer) => string.Join(",", answer.Headers.Keys.Where(name => name is not "Date").Order(StringComparer.Ordinal));

    [GeneratedRegex("idn_[0-9A-Za-z]+")]
    private static partial Regex Ids();

    [GeneratedRegex("[0-9]{13}")]
    private static partial Regex Times();
}
