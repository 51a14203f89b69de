using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Spelling does not help to get a second account, nor to see more than the plain spelling shows.</summary>
public sealed class SpellingTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string SignUps = "/v1/client/sign_ups";

    // Theirs, typed otherwise.
    private static readonly Dictionary<string, string[]> Same = new()
    {
        ["email_address"] =
        [
            "jane.doe@bücher.example", "Jane.Doe@bücher.example", "JANE.DOE@BÜCHER.EXAMPLE", "jane.doe@xn--bcher-kva.example", "jane.doe@XN--BCHER-KVA.example",
            " jane.doe@bücher.example", "jane.doe@bücher.example\t", "\u00A0jane.doe@bücher.example\u3000", "jane.doe@bücher.example.", "jane.doe@bu\u0308cher.example",
            "ｊａｎｅ．ｄｏｅ@bücher.example", "jane.doe＠bücher.example", "jane.doe@bücher。example", "𝐣𝐚𝐧𝐞.doe@bücher.example", "jane.doe@ＢÜＣＨＥＲ.example", "jane.doe@BÜCHER.example",
        ],
        ["phone_number"] =
        [
            "+4915123456789", "+49 1512 3456789", "+49 (1512) 345 67-89", "+49-1512-3456789", "+49.1512.3456789", " +4915123456789 ", "+49 (0)1512 3456789",
            "＋４９１５１２３４５６７８９", "tel:+49-1512-3456789", "+49\u00A01512\u00A03456789",
        ],
        ["username"] =
        [
            "willow_moon", "WILLOW_MOON", " willow_moon ", "ｗｉｌｌｏｗ＿ｍｏｏｎ", "w1llow_moon", "wi11ow_moon", "wlllow_moon", "willow_m00n", "willow__moon",
            "vvillow_moon", "willow_rnoon", "vvi11ovv_rn0on", "𝔴𝔦𝔩𝔩𝔬𝔴_moon", "Willow_Moon\u2003",
        ],
    };

    // Refused, or a genuine other one.
    private static readonly Dictionary<string, string[]> Other = new()
    {
        ["email_address"] =
        [
            "janedoe@bücher.example", "jane.doe+x@bücher.example", "jane.doe@bucher.example", "jаne.doe@bücher.example", "jane\u200B.doe@bücher.example",
            "\"jane.doe\"@bücher.example", "jane.doe@@bücher.example", "jane.doe@bücher.example..", "jane..doe@bücher.example", "jane.doe@[127.0.0.1]",
            "jane.doe@bücher.example\u0000", "<jane.doe@bücher.example>", "jane.doe@bücher.example,x@example.com", "jane.doe%40bücher.example",
        ],
        ["phone_number"] = ["01512 3456789", "+49 1512 3456780", "+4915123456789012345", "+49 1512 34 abc", "004915123456789x", "+"],
        ["username"] = ["willow-moon", "willowmoon", "wíllow_moon", "wіllow_moon", "willow\u200B_moon", "willow_moon\u0000", "willow_moon2", "willow moon", "w!llow_moon"],
    };

    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task E06_spelling_an_identifier_otherwise_makes_no_second_account_and_shows_no_more()
    {
        using (var page = Host.OpenPage())
            await SignUpAsync(page);

        foreach (var (field, spellings) in Same)
        {
            var answers = await Task.WhenAll(spellings.Select(async spelling => (spelling, answer: await CreateAsync(field, spelling))));

            // Word for word the same, so that nothing tells how the account spells it.
            Assert.All(answers, sent => Assert.True(sent.answer.Status == 422, $"'{sent.spelling}' → {sent.answer.Status} {sent.answer.Body}"));
            Assert.All(answers, sent => Assert.Equal((sent.spelling, Said(answers[0].answer)), (sent.spelling, Said(sent.answer))));
            Assert.Equal(("form_identifier_exists", field), (answers[0].answer.Errors.Single(), answers[0].answer.Parameters.Single()));
        }

        foreach (var (field, spellings) in Other)
        {
            foreach (var spelling in spellings)
            {
                var answer = await CreateAsync(field, spelling);
                if (answer.Status == 200)
                    Assert.DoesNotContain(answer[field], Same[field]);
                else
                    Assert.True(answer.Errors.Single() == "request_body_invalid" || (answer.Status == 422 && answer.Errors.Single() != "form_identifier_exists" && answer.Parameters.Single() == field), $"'{spelling}' → {answer.Body}");
            }
        }

        Assert.Single(await Host.RowsAsync("users"), row => row.RowKey == "user");

        // Nor does it at a sign-in: their account or none, and of a username that only looks like theirs none.
        foreach (var (field, spellings) in Same)
        {
            var found = await Task.WhenAll(spellings.Select(SignInAsync));
            Assert.All(found, answer => Assert.True(answer.Status == 200 || field is "username", answer.Body));
            Assert.Single(found.Where(answer => answer.Status == 200).Select(answer => answer["identifier"]).Distinct());
            Assert.All(found.Where(answer => answer.Status != 200), answer => Assert.Equal(["form_identifier_not_found"], answer.Errors));
        }

        foreach (var spelling in Other.Values.SelectMany(spellings => spellings))
            Assert.Contains((await SignInAsync(spelling)).Errors.Single(), (string[])["form_identifier_not_found", "request_body_invalid"]);
    }

    private async Task<Answer> SignInAsync(string identifier)
    {
        using var page = Host.OpenPage();
        return await page.PostAsync("/v1/client/sign_ins", ("identifier", identifier));
    }

    private async Task<Answer> CreateAsync(string field, string value)
    {
        using var page = Host.OpenPage();
        return await page.PostAsync(SignUps, (field, value));
    }

    private async Task SignUpAsync(FrontEnd page)
    {
        var created = await page.PostAsync(SignUps, [("password", People.Password), .. Same.Select(field => (field.Key, field.Value[0]))]);
        var id = created["id"]!;
        await page.PrepareAsync(id);
        await page.AttemptAsync(id, await Host.LastCodeForAsync("jane.doe@xn--bcher-kva.example"));
        await page.PostAsync($"{SignUps}/{id}/prepare_verification", ("strategy", "phone_code"));
        var complete = await page.PostAsync(
            $"{SignUps}/{id}/attempt_verification", ("strategy", "phone_code"), ("code", await Host.LastCodeForAsync("+4915123456789")));
        Assert.Equal("complete", complete["status"]);
    }

    private static string Said(Answer answer) => answer.Json.GetProperty("errors").ToString();
}
