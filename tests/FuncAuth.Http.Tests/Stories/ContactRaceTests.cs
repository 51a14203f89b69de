using FuncAuth.Testing;
using FuncAuth.Users;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Steps on contacts at once.</summary>
public sealed class ContactRaceTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Theory]
    [InlineData(Contacts.Emails)]
    [InlineData(Contacts.Numbers)]
    public async Task Of_several_users_who_prove_one_contact_at_once_one_gets_it(string kind)
    {
        var value = Contacts.Fresh(kind);
        var pages = Enumerable.Range(0, 4).Select(_ => Host.OpenPage()).ToArray();
        var (ids, codes) = (new List<string>(), new List<string>());
        foreach (var page in pages)
        {
            await page.SignUpAsync(Host);
            ids.Add(await page.AddedContactAsync(kind, value));
            await page.PrepareContactAsync(kind, ids[^1]);
            codes.Add(await Host.LastCodeForAsync(value, ids.Count));
        }

        var answers = await Task.WhenAll(pages.Select((page, i) => page.AttemptContactAsync(kind, ids[i], codes[i])));

        var won = Array.FindIndex(answers, answer => answer.Status == 200);
        Assert.All(answers.Where((_, i) => i != won), lost => Assert.Equal((400, "identification_claimed"), (lost.Status, lost.Errors.Single())));
        var winner = (await pages[won].GetAsync("/v1/me"))["id"];
        var claim = Assert.Single(await Host.ClaimsAsync(), row => row.PartitionKey == Identifier.Of(Contacts.Field(kind), value).Key);
        Assert.Equal(winner, claim.GetString("User"));
        using var signIn = Host.OpenPage();
        Assert.Equal("complete", (await signIn.PostAsync("/v1/client/sign_ins", ("identifier", value), ("password", People.Password)))["status"]);
        Assert.Equal(winner, (await signIn.GetAsync("/v1/me"))["id"]);
        foreach (var page in pages)
            page.Dispose();
    }

    [Fact]
    public async Task C03_the_right_code_many_times_at_once_proves_a_contact_once()
    {
        using var page = Host.OpenPage();
        var own = People.FreshAddress();
        await page.SignUpAsync(Host, own);
        var value = People.FreshAddress();
        var id = await page.AddedContactAsync(Contacts.Emails, value);
        await page.PrepareContactAsync(Contacts.Emails, id);
        var code = await Host.LastCodeForAsync(value);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => page.AttemptContactAsync(Contacts.Emails, id, code)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), lost => Assert.Equal(["verification_already_verified"], lost.Errors));
        await Host.QueuesAreEmptyAsync();
        Assert.Single(await Host.NoticesToAsync(own));
        Assert.Equal(2, (await page.GetAsync("/v1/me")).Response.GetProperty("email_addresses").GetArrayLength());
    }

    [Fact]
    public async Task U04_a_sign_up_and_a_proof_for_one_address_leave_it_to_one_of_them()
    {
        for (var run = 0; run < 4; run++)
        {
            using var page = Host.OpenPage();
            using var visitor = Host.OpenPage();
            await page.SignUpAsync(Host);
            var value = People.FreshAddress();
            var id = await page.AddedContactAsync(Contacts.Emails, value);
            await page.PrepareContactAsync(Contacts.Emails, id);
            var code = await Host.LastCodeForAsync(value);
            var signUp = await visitor.BeginSignUpAsync(value);
            await visitor.PrepareAsync(signUp);
            var signUpCode = await Host.LastCodeForAsync(value, 2);

            var proof = page.AttemptContactAsync(Contacts.Emails, id, code);
            var completion = await visitor.AttemptAsync(signUp, signUpCode);
            var proven = await proof;

            Assert.True((proven.Status == 200) != (completion.Status == 200), $"{proven.Body}\n{completion.Body}");
            Assert.Equal(["identification_claimed"], proven.Status == 200 ? completion.Errors : proven.Errors);
        }
    }

    [Fact]
    public async Task Codes_that_are_asked_for_at_once_are_one_code()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var value = People.FreshAddress();
        var id = await page.AddedContactAsync(Contacts.Emails, value);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => page.PrepareContactAsync(Contacts.Emails, id)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), early => Assert.Equal(429, early.Status));
        await Host.LastCodeForAsync(value);
        await Host.QueuesAreEmptyAsync();
        Assert.Single(Host.MessagesTo(value));
    }

    [Fact]
    public async Task Of_the_last_two_addresses_that_are_removed_at_once_one_stays()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var first = (await page.GetAsync("/v1/me"))["primary_email_address_id"]!;
        var second = await page.ProveContactAsync(Host, Contacts.Emails, People.FreshAddress());

        var answers = await Task.WhenAll(page.RemoveContactAsync(Contacts.Emails, first), page.RemoveContactAsync(Contacts.Emails, second));

        Assert.Equal(["last_required_identification_deletion_failed"], Assert.Single(answers, answer => answer.Status != 200).Errors);
        var me = await page.GetAsync("/v1/me");
        Assert.Equal(me["primary_email_address_id"], Assert.Single(me.Response.GetProperty("email_addresses").EnumerateArray()).GetProperty("id").GetString());
    }
}
