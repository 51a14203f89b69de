using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Ten misses an hour, however they are spread over codes, passwords and attempts; and whom the lock hits.</summary>
public sealed class LockTests : IAsyncLifetime
{
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() => host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task C05_new_codes_and_other_first_factors_do_not_give_new_tries(bool isKnownHere)
    {
        var (address, number) = (People.FreshAddress(), Phones.FreshNumber());
        using var own = host.OpenPage();
        using var stranger = host.OpenPage();
        await own.SignUpWithPhoneAsync(host, address, number);
        await own.DeleteAsync("/v1/client/sessions");
        var page = isKnownHere ? own : stranger;
        string[] strategies = ["email_code", "phone_code", "password", "reset_password_phone_code", "reset_password_email_code"];
        var tries = new List<Answer>();

        // Eight times prepare and three misses, as a guesser would who takes each new code for new tries. The clock passes every wait, and stays within the hour.
        (string SignIn, string Strategy, string Code)? open = null;
        for (var round = 0; round < 8; round++)
        {
            var strategy = strategies[round % strategies.Length];
            if (tries.Count < 10)
            {
                var begun = (await page.PostAsync("/v1/client/sign_ins", ("identifier", address)))["id"]!;
                open = (begun, strategy, await AskAsync(page, begun, "first", strategy, strategy.Contains("phone", StringComparison.Ordinal) ? number : address));
            }
            else
            {
                Assert.Equal(["user_locked"], (await page.PrepareAsync(open!.Value.SignIn, "first", "email_code")).Errors);
                Assert.Equal(["user_locked"], (await page.PostAsync("/v1/client/sign_ins", ("identifier", address), ("strategy", strategy == "password" ? "email_code" : strategy))).Errors);
            }

            for (var miss = 0; miss < 3; miss++)
            {
                tries.Add(await page.ProveAsync(open!.Value.SignIn, "first", open.Value.Strategy, open.Value.Strategy == "password" ? "a guess" : People.Wrong(open.Value.Code)));
                if (tries.Count < 10)
                    host.Clock.Advance(TimeSpan.FromSeconds(70));
            }
        }

        Assert.Equal(24, tries.Count);
        Assert.All(tries[..10], told => Assert.Contains(told.Errors.Single(), (string[])["form_code_incorrect", "form_password_incorrect"]));
        Assert.All(tries[10..], refused => Assert.Equal(Without(tries[10]), Without(refused)));
        Assert.Equal(["user_locked"], tries[10].Errors);

        // The tenth miss was the first one at the last code: that code still lives, and so does the password.
        var right = await page.ProveAsync(open!.Value.SignIn, "first", open.Value.Strategy, open.Value.Code);
        Assert.Equal(Without(tries[10]), Without(right));
        Assert.Equal(["user_locked"], (await page.SignInAsync(address)).Errors);
        Assert.Equal(["user_locked"], (await page.SignInAsync(number)).Errors);
        host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("complete", (await page.SignInAsync(address))["status"]);
    }

    [Fact]
    public async Task C05_a_right_first_factor_does_not_give_new_tries_at_the_second()
    {
        var (address, number) = (People.FreshAddress(), Phones.FreshNumber());
        await host.GivePhoneAsync(await host.SomebodyAsync(address), number, isSecondFactor: true);
        var tries = new List<Answer>();
        var (signIn, code, page) = ("", "", host.OpenPage());

        for (var round = 0; round < 8; round++)
        {
            if (tries.Count < 10)
            {
                page.Dispose();
                page = host.OpenPage(); // a browser of its own for each: what is counted is the account's
                signIn = (await page.SignInAsync(address))["id"]!;
                code = await AskAsync(page, signIn, "second", "phone_code", number);
            }
            else
            {
                Assert.Equal(["user_locked"], (await page.PrepareAsync(signIn, "second", "phone_code")).Errors);
                Assert.Equal(["user_locked"], (await page.SignInAsync(address)).Errors);
            }

            for (var miss = 0; miss < 3; miss++)
            {
                tries.Add(await page.ProveAsync(signIn, "second", "phone_code", People.Wrong(code)));
                if (tries.Count < 10)
                    host.Clock.Advance(TimeSpan.FromSeconds(70));
            }
        }

        Assert.All(tries[..10], told => Assert.Equal(["form_code_incorrect"], told.Errors));
        Assert.All(tries[10..], refused => Assert.Equal(["user_locked"], refused.Errors));
        Assert.Equal(["user_locked"], (await page.ProveAsync(signIn, "second", "phone_code", code)).Errors);
        page.Dispose();
    }

    [Fact]
    public async Task R04_a_lock_by_strangers_leaves_a_session_and_a_remembered_browser_alone()
    {
        var address = People.FreshAddress();
        using var signedIn = host.OpenPage();
        using var remembered = host.OpenPage();
        var session = (await signedIn.SignUpAsync(host, address))["created_session_id"];
        Assert.Equal("complete", (await remembered.SignInAsync(address))["status"]);
        await remembered.DeleteAsync("/v1/client/sessions");

        using var slowed = host.OpenPage();
        for (var miss = 1; miss <= 10; miss++)
        {
            using var stranger = host.OpenPage();
            Assert.Equal(["form_password_incorrect"], (await stranger.SignInAsync(address, "a guess")).Errors);
            if (miss >= 4)
                Assert.Equal(miss < 10 ? "too_many_requests" : "user_locked", (await slowed.SignInAsync(address)).Errors.Single());
            host.Clock.Advance(TimeSpan.FromSeconds(65));
        }

        // Strangers are locked out, by any factor.
        var locked = await slowed.SignInAsync(address);
        Assert.Equal((403, "user_locked"), (locked.Status, locked.Errors.Single()));
        Assert.True(locked.Json.GetProperty("errors")[0].GetProperty("meta").GetProperty("lockout_expires_in_seconds").GetInt32() > 3000);
        Assert.Equal(["user_locked"], (await slowed.PostAsync("/v1/client/sign_ins", ("identifier", address), ("strategy", "email_code"))).Errors);

        // Who is signed in stays so, and a browser that the person used before signs in, by password and by code.
        Assert.Equal(200, (await signedIn.PostAsync($"/v1/client/sessions/{session}/tokens")).Status);
        Assert.Equal(200, (await signedIn.GetAsync("/v1/me")).Status);
        Assert.Equal(["form_password_incorrect"], (await remembered.SignInAsync(address, "a slip of the finger")).Errors);
        Assert.Equal("complete", (await remembered.SignInAsync(address))["status"]);
        await remembered.DeleteAsync("/v1/client/sessions");
        var codes = host.MessagesTo(address).Count(message => message.Code is not null);
        var signIn = await remembered.BeginSignInAsync(address, "email_code");
        Assert.Equal("complete", (await remembered.ProveAsync(signIn, "first", "email_code", await host.LastCodeForAsync(address, codes + 1)))["status"]);

        // And that unlocks nobody else.
        Assert.Equal(["user_locked"], (await slowed.SignInAsync(address)).Errors);
    }

    /// <summary>Has a code sent, where there is one to send; gives the right proof.</summary>
    private async Task<string> AskAsync(FrontEnd page, string signIn, string factor, string strategy, string destination)
    {
        if (strategy == "password")
            return People.Password;

        var before = host.MessagesTo(destination).Count(message => message.Code is not null);
        var prepared = await page.PrepareAsync(signIn, factor, strategy);
        Assert.True(prepared.Status == 200, prepared.Body);
        return await host.LastCodeForAsync(destination, before + 1);
    }

    // But for the trace, and for the time that is left, which goes by.
    private static string Without(Answer refused)
    {
        var error = refused.Json.GetProperty("errors")[0];
        return $"{refused.Status} {error.GetProperty("code")} {error.GetProperty("message")} {error.GetProperty("long_message")}";
    }
}
