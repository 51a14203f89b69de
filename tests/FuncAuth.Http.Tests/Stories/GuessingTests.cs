using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Guessing at an account, one after the other and all at once.</summary>
public sealed class GuessingTests : IAsyncLifetime
{
    private const string Fresh = "another meadow, this time at dusk";

    private static readonly string[] Told = ["form_password_incorrect", "user_locked", "too_many_requests", "resource_locked"];

    private readonly Turnstile turnstile = new();
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() =>
        host = await FuncAuthHost.StartAsync(services: turnstile.Register, ct: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_locked_account_takes_no_new_password()
    {
        var address = People.FreshAddress();
        await host.SomebodyAsync(address);
        using var page = host.OpenPage();
        var signIn = await page.BeginSignInAsync(address, "reset_password_email_code");
        var proven = await page.ProveAsync(signIn, "first", "reset_password_email_code", await host.LastCodeForAsync(address, 2));
        Assert.Equal("needs_new_password", proven["status"]);

        await LockAsync(address, TimeSpan.FromSeconds(35));
        var refused = await page.PostAsync($"/v1/client/sign_ins/{signIn}/reset_password", ("password", Fresh));

        Assert.Equal(["user_locked"], refused.Errors);
        host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["resource_forbidden"], (await page.PostAsync($"/v1/client/sign_ins/{signIn}/reset_password", ("password", Fresh))).Errors);
        Assert.Equal("complete", (await page.SignInAsync(address))["status"]);
    }

    [Fact]
    public async Task C05_a_right_reset_code_that_a_lock_overtakes_is_refused()
    {
        var address = People.FreshAddress();
        await host.SomebodyAsync(address);
        using var page = host.OpenPage();
        var signIn = await page.BeginSignInAsync(address, "reset_password_email_code");
        var code = await host.LastCodeForAsync(address, 2);

        var bar = turnstile.CloseBehindReadOf("users");
        var proof = page.ProveAsync(signIn, "first", "reset_password_email_code", code);
        await bar.SomebodyWaitsAsync();
        await LockAsync(address);
        bar.Open();

        Assert.Equal(["user_locked"], (await proof).Errors);
        Assert.Equal("needs_first_factor", (await page.GetAsync($"/v1/client/sign_ins/{signIn}"))["status"]);
    }

    [Fact]
    public async Task C05_a_right_password_before_a_second_factor_that_a_lock_overtakes_is_refused()
    {
        var address = People.FreshAddress();
        await host.GivePhoneAsync(await host.SomebodyAsync(address), Phones.FreshNumber(), isSecondFactor: true);
        using var page = host.OpenPage();

        var bar = turnstile.CloseBehindReadOf("users");
        var proof = page.SignInAsync(address);
        await bar.SomebodyWaitsAsync();
        await LockAsync(address);
        bar.Open();

        Assert.Equal(["user_locked"], (await proof).Errors);
    }

    [Fact]
    public async Task C05_however_many_guess_at_once_ten_comparisons_an_hour_are_told()
    {
        var address = People.FreshAddress();
        await host.GivePhoneAsync(await host.SomebodyAsync(address), Phones.FreshNumber(), isSecondFactor: true);
        var pages = Enumerable.Range(0, 12).Select(_ => host.OpenPage()).ToArray();
        var guesses = new List<Answer>();

        // Twelve browsers in each wave, and time between the waves, so that no guess is stopped by the growing wait alone.
        for (var wave = 0; wave < 12; wave++)
        {
            guesses.AddRange(await Task.WhenAll(pages.Select((page, i) => page.SignInAsync(address, i % 3 == 0 ? $"guess {wave}" : "a guess"))));
            host.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        var right = await Task.WhenAll(pages.Select(page => page.SignInAsync(address)));

        Assert.Equal(10, guesses.Count(guess => guess.Errors.SequenceEqual(["form_password_incorrect"])));
        Assert.All(guesses, guess => Assert.Contains(guess.Errors.Single(), Told));
        Assert.All(right, refused => Assert.Equal(["user_locked"], refused.Errors));
        foreach (var page in pages)
            page.Dispose();
    }

    [Fact]
    public async Task C05_the_owner_who_signs_in_forgives_nobody_elses_misses()
    {
        var address = People.FreshAddress();
        await host.SomebodyAsync(address);
        using var stranger = host.OpenPage();
        using var own = host.OpenPage();

        for (var miss = 1; miss <= 5; miss++)
            await MissAsync(stranger, address);
        for (var miss = 1; miss <= 4; miss++)
            await MissAsync(own, address);
        Assert.Equal("complete", (await own.SignInAsync(address))["status"]);
        await own.DeleteAsync("/v1/client/sessions");

        // The owner's four are forgiven and the stranger's five are not: five are left, and the owner's browser counts its own.
        for (var miss = 6; miss <= 10; miss++)
            await MissAsync(stranger, address);
        Assert.Equal(["user_locked"], (await stranger.SignInAsync(address)).Errors);
        Assert.Equal("complete", (await own.SignInAsync(address))["status"]);
        Assert.Equal(["user_locked"], (await stranger.SignInAsync(address)).Errors);
    }

    [Fact]
    public async Task Of_two_new_passwords_at_once_the_one_that_was_told_so_is_the_one_that_stays()
    {
        var address = People.FreshAddress();
        await host.SomebodyAsync(address);
        using var page = host.OpenPage();
        var signIn = await page.BeginSignInAsync(address, "reset_password_email_code");
        await page.ProveAsync(signIn, "first", "reset_password_email_code", await host.LastCodeForAsync(address, 2));
        string[] passwords = [Fresh, "a third meadow, under the snow"];
        using var sameBrowser = host.OpenPage();
        sameBrowser.ClientCookie = page.ClientCookie;

        // The first has set its password and is not yet told so. The proof that both go by ended with it.
        var bar = turnstile.CloseBehindWriteTo("users");
        var first = page.PostAsync($"/v1/client/sign_ins/{signIn}/reset_password", ("password", passwords[0]));
        await bar.SomebodyWaitsAsync();
        var second = await sameBrowser.PostAsync($"/v1/client/sign_ins/{signIn}/reset_password", ("password", passwords[1]));
        bar.Open();

        Assert.Equal(["resource_forbidden"], second.Errors);
        Assert.Equal("complete", (await first)["status"]);
        using var next = host.OpenPage();
        Assert.Equal(["form_password_incorrect"], (await next.SignInAsync(address, passwords[1])).Errors);
        Assert.Equal("complete", (await next.SignInAsync(address, passwords[0]))["status"]);
    }

    private async Task LockAsync(string address, TimeSpan? between = null)
    {
        for (var miss = 1; miss <= 10; miss++)
        {
            using var stranger = host.OpenPage();
            await MissAsync(stranger, address, between);
        }
    }

    private async Task MissAsync(FrontEnd page, string address, TimeSpan? between = null)
    {
        Assert.Equal(["form_password_incorrect"], (await page.SignInAsync(address, "a guess")).Errors);
        host.Clock.Advance(between ?? TimeSpan.FromSeconds(65));
    }
}
