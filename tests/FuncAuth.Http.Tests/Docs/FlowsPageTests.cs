using System.Text.RegularExpressions;
using FuncAuth.Testing;
using FuncAuth.Testing.Spec;

namespace FuncAuth.Http.Tests.Docs;

/// <summary>The table of sign-ups in docs/flows.md, state by request, is what a host answers; and no page names an error that the code has not.</summary>
public sealed partial class FlowsPageTests
{
    private const string SignUps = "/v1/client/sign_ups";
    private static readonly string[] States = ["open", "complete", "abandoned", "replaced", "unknown"];

    [Fact]
    public async Task A_sign_up_answers_in_every_state_as_the_page_says()
    {
        var page = Table();
        Assert.Equal(["create", "show", "update", "prepare", "attempt"], page.Select(row => row.Request));

        foreach (var state in States)
        {
            await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
            var cases = new List<(string Request, string Cell, FrontEnd Page, string SignUp)>();
            foreach (var (request, cells) in page)
            {
                // An empty cell is no case: what is replaced is not the client's current one.
                if (cells[state] is not { Length: > 0 } cell)
                    continue;
                var browser = host.OpenPage();
                cases.Add((request, cell, browser, await BringIntoAsync(state, request, host, browser)));
            }

            if (state is "abandoned")
                host.Clock.Advance(TimeSpan.FromHours(25));
            foreach (var (request, cell, browser, signUp) in cases)
            {
                var answer = await AskAsync(request, signUp, host, browser);
                var expected = Error().Match(cell) is { Success: true } error ? error.Groups["code"].Value : "";
                Assert.Equal((state, request, expected), (state, request, answer.Errors.FirstOrDefault() ?? ""));
                browser.Dispose();
            }
        }
    }

    [Fact]
    public void The_page_names_no_error_that_is_not_on_the_page_of_errors()
    {
        var known = Error().Matches(Read("errors.md")).Select(code => code.Groups["code"].Value).ToHashSet(StringComparer.Ordinal);
        var named = Cell().Matches(Read("flows.md")).Select(code => code.Groups["code"].Value).Distinct();

        Assert.Equal([], named.Except(known));
    }

    private static async Task<string> BringIntoAsync(string state, string request, FuncAuthHost host, FrontEnd browser)
    {
        if (state is "unknown")
            return SignUpId.From("somebody else's").Value;
        if (state is "complete")
            return (await browser.SignUpAsync(host))["id"]!;

        var address = People.FreshAddress();
        var signUp = await browser.BeginSignUpAsync(address);
        if (state is "open" && request is "attempt")
            Assert.Equal(200, (await browser.PrepareAsync(signUp)).Status);
        if (state is "replaced")
            await browser.BeginSignUpAsync(People.FreshAddress());
        return signUp;
    }

    private static async Task<Answer> AskAsync(string request, string signUp, FuncAuthHost host, FrontEnd browser) => request switch
    {
        "create" => await browser.PostAsync(SignUps, ("email_address", People.FreshAddress())),
        "show" => await browser.GetAsync($"{SignUps}/{signUp}"),
        "update" => await browser.PatchAsync($"{SignUps}/{signUp}", ("first_name", "Jane")),
        "prepare" => await browser.PrepareAsync(signUp),
        _ => await browser.AttemptAsync(signUp, await CodeAsync(host, browser, signUp)),
    };

    // The right one where there is one: what is asked is whether the step is possible, not whether the guess is good.
    private static async Task<string> CodeAsync(FuncAuthHost host, FrontEnd browser, string signUp)
    {
        var shown = await browser.GetAsync($"{SignUps}/{signUp}");
        return shown.Status == 200 && shown["status"] == "missing_requirements" && shown["email_address"] is { } address
            ? await host.LastCodeForAsync(address) : "000000";
    }

    private static List<(string Request, Dictionary<string, string> Cells)> Table()
    {
        var text = Read("flows.md");
        var start = text.IndexOf("### State × request", StringComparison.Ordinal);
        var lines = text[start..].Split('\n').SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim()).ToArray()).ToList();
        Assert.Equal(States, lines[0].Skip(1));
        return [.. lines.Skip(2).Select(cells => (
            cells[0].Split(' ')[0], States.Select((state, place) => (state, cell: cells[place + 1])).ToDictionary(pair => pair.state, pair => pair.cell)))];
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(
        (Checkout.Root ?? throw new DirectoryNotFoundException("No folder above the tests holds FuncAuth.sln.")).FullName, "docs", page));

    [GeneratedRegex("`(?<code>[a-z]+(?:_[a-z]+)+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Error();

    // Behind a status, where the page speaks of an answer and not of a field.
    [GeneratedRegex("4[0-9]{2} `(?<code>[a-z]+(?:_[a-z]+)+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Cell();
}
