using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Guessing at the codes of sign-ups: before there is an account, the contact counts.</summary>
public sealed class SignUpGuessingTests : IAsyncLifetime
{
    private static readonly string[] Told = ["form_code_incorrect", "user_locked", "too_many_requests", "verification_failed", "resource_locked"];

    private readonly Turnstile turnstile = new();
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() =>
        host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Codes:ResendAfterSeconds"] = "0" }, turnstile.Register, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("email_code")]
    [InlineData("phone_code")]
    public async Task C05_new_codes_sign_ups_and_browsers_do_not_give_new_tries_at_a_contact(string strategy)
    {
        var contact = strategy is "email_code" ? People.FreshAddress() : Phones.FreshNumber();
        var tries = new List<Answer>();
        var open = new List<Code>();

        // Eight times a code and three misses: from a browser of its own each, or a new sign-up in the same one, or a new code of the same sign-up.
        for (var round = 0; round < 8; round++)
        {
            open.Add((round % 3) switch
            {
                0 => await AskAsync(host.OpenPage(), contact, strategy),
                1 => await AskAsync(open[^1].Page, contact, strategy),
                _ => await AskAgainAsync(open[^1], contact),
            });
            for (var miss = 0; miss < 3; miss++)
            {
                tries.Add(await open[^1].TryAsync(People.Wrong(open[^1].Right)));
                if (tries.Count < 10)
                    host.Clock.Advance(TimeSpan.FromSeconds(70));
            }

            // The sign-up at which the tenth miss was made is sent no more codes.
            if (round == 3)
                Assert.Equal(["user_locked"], (await open[^1].PrepareAsync()).Errors);
        }

        Assert.Equal(24, tries.Count);
        Assert.All(tries[..10], told => Assert.Equal(["form_code_incorrect"], told.Errors));
        Assert.All(tries[10..], refused => Assert.Equal((403, "user_locked"), (refused.Status, refused.Errors.Single())));
        Assert.True(tries[10].Json.GetProperty("errors")[0].GetProperty("meta").GetProperty("lockout_expires_in_seconds").GetInt32() is > 3500 and <= 3600);

        // The right one is refused too, at whatever code; after an hour there is one that is taken.
        var alive = open[3..].GroupBy(code => code.Page).Select(codes => codes.Last()).ToArray();
        Assert.Equal(2, alive.Length);
        foreach (var code in alive)
            Assert.Equal(["user_locked"], (await code.TryAsync(code.Right)).Errors);
        host.Clock.Advance(TimeSpan.FromHours(1));
        var late = await AskAsync(open[0].Page, contact, strategy);
        Assert.Equal(200, (await late.TryAsync(late.Right)).Status);
        foreach (var page in open.Select(code => code.Page).Distinct())
            page.Dispose();
    }

    [Fact]
    public async Task C05_however_many_sign_ups_are_guessed_at_at_once_ten_comparisons_an_hour_are_told()
    {
        var address = People.FreshAddress();
        var codes = new List<Code>();
        for (var i = 0; i < 12; i++)
            codes.Add(await AskAsync(host.OpenPage(), address, "email_code"));

        // All at once in each wave, each at a code of its own, and time between the waves, so that no guess is stopped by the growing wait alone.
        var guesses = new List<Answer>();
        for (var wave = 0; wave < 12; wave++)
        {
            guesses.AddRange(await Task.WhenAll(codes.Select(code => code.TryAsync(People.Wrong(code.Right)))));
            host.Clock.Advance(TimeSpan.FromSeconds(40));
        }

        var right = await Task.WhenAll(codes.Select(code => code.TryAsync(code.Right)));

        Assert.Equal(10, guesses.Count(guess => guess.Errors.SequenceEqual(["form_code_incorrect"])));
        Assert.All(guesses, guess => Assert.Contains(guess.Errors.Single(), Told));
        Assert.All(right, refused => Assert.Contains(refused.Errors.Single(), (string[])["user_locked", "verification_failed"]));
        Assert.Contains(right, refused => refused.Errors.Single() == "user_locked");
        foreach (var code in codes)
            code.Page.Dispose();
    }

    [Fact]
    public async Task C05_a_right_code_of_a_sign_up_that_a_lock_overtakes_is_refused()
    {
        var address = People.FreshAddress();
        using var page = host.OpenPage();
        var code = await AskAsync(page, address, "email_code");
        var strangers = new List<Code>();
        for (var miss = 1; miss <= 10; miss++)
            strangers.Add(await AskAsync(host.OpenPage(), address, "email_code"));

        var bar = turnstile.CloseBehindReadOf("clients");
        var proof = code.TryAsync(code.Right);
        await bar.SomebodyWaitsAsync();
        foreach (var stranger in strangers)
        {
            Assert.Equal(["form_code_incorrect"], (await stranger.TryAsync(People.Wrong(stranger.Right))).Errors);
            host.Clock.Advance(TimeSpan.FromSeconds(40));
            stranger.Page.Dispose();
        }

        bar.Open();

        Assert.Equal(["user_locked"], (await proof).Errors);
        Assert.Equal(["email_address"], (await page.GetAsync($"/v1/client/sign_ups/{code.SignUp}")).List("unverified_fields"));
    }

    [Fact]
    public async Task C05_who_proves_the_contact_is_forgiven_their_own_misses_and_the_account_inherits_nobodys()
    {
        var address = People.FreshAddress();
        using var stranger = host.OpenPage();
        using var own = host.OpenPage();
        var theirs = await AskAsync(stranger, address, "email_code");
        var mine = await AskAsync(own, address, "email_code");
        foreach (var code in (Code[])[theirs, theirs, mine, theirs, mine])
        {
            Assert.Equal(["form_code_incorrect"], (await code.TryAsync(People.Wrong(code.Right))).Errors);
            host.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(200, (await mine.TryAsync(mine.Right)).Status);
        var counted = Assert.Single(await host.RowsAsync("identifiers"), row => row.RowKey == "sign_up_misses").GetString("Data");
        Assert.Equal(3, counted.Split(theirs.Client).Length - 1);
        Assert.DoesNotContain(mine.Client, counted, StringComparison.Ordinal);

        // What strangers guessed at the codes of sign-ups says nothing of the account's own: ten misses are left.
        Assert.Equal("complete", (await own.PatchAsync($"/v1/client/sign_ups/{mine.SignUp}", ("password", People.Password)))["status"]);
        Assert.DoesNotContain(await host.RowsAsync("identifiers"), row => row.RowKey == "sign_up_misses");
        using var third = host.OpenPage();
        for (var miss = 1; miss <= 10; miss++)
        {
            Assert.Equal(["form_password_incorrect"], (await third.SignInAsync(address, "a guess")).Errors);
            host.Clock.Advance(TimeSpan.FromSeconds(65));
        }

        Assert.Equal(["user_locked"], (await third.SignInAsync(address)).Errors);
    }

    [Fact]
    public async Task From_the_fourth_miss_on_the_next_try_at_a_sign_up_has_to_wait()
    {
        var address = People.FreshAddress();
        using var page = host.OpenPage();
        var first = await AskAsync(page, address, "email_code");
        for (var miss = 1; miss <= 3; miss++)
            Assert.Equal(["form_code_incorrect"], (await first.TryAsync(People.Wrong(first.Right))).Errors);
        var second = await AskAgainAsync(first, address);
        Assert.Equal(["form_code_incorrect"], (await second.TryAsync(People.Wrong(second.Right))).Errors);

        var hasty = await second.TryAsync(second.Right);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((429, "too_many_requests", "1"), (hasty.Status, hasty.Errors.Single(), hasty.Header("Retry-After")));
        Assert.Equal(200, (await second.TryAsync(second.Right)).Status);
    }

    /// <summary>Begins a sign-up and has a code sent.</summary>
    private async Task<Code> AskAsync(FrontEnd page, string contact, string strategy)
    {
        var field = strategy is "email_code" ? "email_address" : "phone_number";
        var id = (await page.PostAsync("/v1/client/sign_ups", (field, contact)))["id"]!;
        return await AskAgainAsync(new Code(page, id, strategy, ""), contact);
    }

    /// <summary>Has a new code sent, and the old one is dead.</summary>
    private async Task<Code> AskAgainAsync(Code old, string contact)
    {
        var before = host.MessagesTo(contact).Length;
        var prepared = await old.PrepareAsync();
        Assert.True(prepared.Status == 200, prepared.Body);
        return old with { Right = await host.LastCodeForAsync(contact, before + 1) };
    }

    /// <summary>A code that was sent, and where it belongs.</summary>
    private sealed record Code(FrontEnd Page, string SignUp, string Strategy, string Right)
    {
        public string Client => Page.ClientCookie!.Split('.')[0];

        public Task<Answer> PrepareAsync() => Page.PostAsync($"/v1/client/sign_ups/{SignUp}/prepare_verification", ("strategy", Strategy));

        public Task<Answer> TryAsync(string code) =>
            Page.PostAsync($"/v1/client/sign_ups/{SignUp}/attempt_verification", ("strategy", Strategy), ("code", code));
    }
}
