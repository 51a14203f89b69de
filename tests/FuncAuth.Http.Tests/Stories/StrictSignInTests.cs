using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Where nobody may learn who has an account, a sign-in does not tell: neither by its answers, nor by what it does for them.</summary>
public sealed class StrictSignInTests(StrictHost strict) : IClassFixture<StrictHost>
{
    private const string SignIns = StrictHost.SignIns;

    private static readonly string[] Strategies = ["email_code", "phone_code", "reset_password_email_code", "reset_password_phone_code"];

    [Theory]
    [InlineData("email_address", true, false)]
    [InlineData("email_address", false, false)]
    [InlineData("email_address", true, true)]
    [InlineData("phone_number", true, false)]
    [InlineData("phone_number", false, false)]
    [InlineData("phone_number", true, true)]
    [InlineData("username", true, false)]
    [InlineData("username", false, false)]
    [InlineData("username", true, true)]
    public async Task E01_a_sign_in_shows_the_same_whether_there_is_an_account_or_not(string kind, bool withPassword, bool withSecondFactor)
    {
        using var both = await strict.StrangersAsync(kind, withPassword, withSecondFactor, alsoOperations: true);

        // Identification alone, then a password.
        var begun = await both.BeginAsync(SignIns, ("identifier", "…"));
        Assert.Equal("needs_first_factor", begun["status"]);
        await ShowAsync(both);
        Assert.Equal(["form_password_or_identifier_incorrect"], (await AttemptAsync(both, "first", "password", "a guess")).Errors);
        await AttemptAsync(both, "first", "password", "");
        await both.DoAsync(one => one.Page.PostAsync($"{SignIns}/{one.Attempt}/attempt_first_factor", ("strategy", "password")));
        await ShowAsync(both);

        // Each code, asked for, asked for again too early, mistyped until it is dead, and asked for once more; those for another kind of contact too.
        foreach (var strategy in Strategies)
        {
            Pass(TimeSpan.FromHours(1.1));
            var sent = (await PrepareAsync(both, "first", strategy)).Status == 200;
            Assert.Equal(strategy.EndsWith(kind is "email_address" ? "email_code" : kind is "phone_number" ? "phone_code" : "none", StringComparison.Ordinal), sent);
            await ShowAsync(both);
            Assert.NotEqual(200, (await PrepareAsync(both, "first", strategy)).Status);
            for (var miss = 1; miss <= 4; miss++)
            {
                Assert.Equal(sent ? miss > 3 ? "verification_failed" : "form_code_incorrect" : "strategy_for_user_invalid", (await AttemptAsync(both, "first", strategy, "00000")).Errors.Single());
                Pass(TimeSpan.FromSeconds(10));
            }

            await AttemptAsync(both, "first", strategy, " ");
            await ShowAsync(both);
            await PrepareAsync(both, "first", strategy);
            await both.BeginAsync(SignIns, ("identifier", "…"), ("strategy", strategy));
        }

        // The contact that is offered, and one that is not; what belongs to a later step; a password in the first call.
        Pass(TimeSpan.FromHours(1.1));
        await both.BeginAsync(SignIns, ("identifier", "…"));
        foreach (var offered in new[] { true, false })
        {
            await both.DoAsync(async one => await one.Page.PostAsync(
                $"{SignIns}/{one.Attempt}/prepare_first_factor", ("strategy", kind is "phone_number" ? "phone_code" : "email_code"),
                ("email_address_id", offered ? await ContactAsync(one, "email_address_id") : "idn_nobody"),
                ("phone_number_id", offered ? await ContactAsync(one, "phone_number_id") : "idn_nobody")));
            Pass(TimeSpan.FromMinutes(1));
        }

        await PrepareAsync(both, "second", "phone_code");
        await AttemptAsync(both, "second", "phone_code", "000000");
        await both.DoAsync(one => one.Page.PostAsync($"{SignIns}/{one.Attempt}/reset_password", ("password", People.Password)));
        Assert.Equal(["form_password_or_identifier_incorrect"], (await both.BeginAsync(SignIns, ("identifier", "…"), ("password", "a guess"))).Errors);
        await both.BeginAsync(SignIns, ("identifier", "…"), ("password", "a guess"), ("strategy", "password"));
        await both.BeginAsync(SignIns, ("identifier", "…"), ("password", ""));
        await both.BeginAsync(SignIns, ("identifier", "…"), ("strategy", "password"));
        await ShowAsync(both);
        Pass(TimeSpan.FromHours(25));
        await ShowAsync(both);
        await AttemptAsync(both, "first", "password", "a guess");
    }

    [Theory]
    [InlineData("email_address")]
    [InlineData("phone_number")]
    [InlineData("username")]
    public async Task E02_a_sign_in_does_the_same_whether_there_is_an_account_or_not(string kind)
    {
        using var meters = new Meters(strict.Host);
        foreach (var age in new[] { TimeSpan.Zero, TimeSpan.FromMinutes(11) }) // a claim is looked at otherwise when it is older
        {
            using var both = await strict.StrangersAsync(kind, alsoOperations: true);
            Pass(age);
            strict.Trail.Take();

            async Task HashedAsync(int times, Func<Task> step)
            {
                var before = meters.Hashes;
                await step();
                Assert.Equal(2 * times, meters.Hashes - before);
            }

            await HashedAsync(0, () => both.BeginAsync(SignIns, ("identifier", "…")));
            await HashedAsync(1, () => AttemptAsync(both, "first", "password", "a guess"));
            await HashedAsync(1, () => both.BeginAsync(SignIns, ("identifier", "…"), ("password", "a guess")));
            await HashedAsync(1, () => both.BeginAsync(SignIns, ("identifier", "…"), ("password", "another guess")));
            await HashedAsync(0, () => PrepareAsync(both, "first", "email_code"));
            await HashedAsync(0, () => AttemptAsync(both, "first", "email_code", "00000"));
        }

        // What was compared is what is meant to be: a miss is counted in a transaction of its own before the client is saved.
        using var other = await strict.StrangersAsync(kind);
        strict.Trail.Take();
        await other.Unknown.Page.SignInAsync(other.Unknown.Identifier, "a guess");
        Assert.Equal(["GET row", "GET row", "POST transaction", "POST transaction"], strict.Trail.Take());
    }

    [Theory]
    [InlineData("email_address", "email_code")]
    [InlineData("email_address", "reset_password_email_code")]
    [InlineData("phone_number", "phone_code")]
    [InlineData("phone_number", "reset_password_phone_code")]
    public async Task E04_a_code_and_another_one_for_nobody_look_the_same_and_send_nothing(string kind, string strategy)
    {
        using var both = await strict.StrangersAsync(kind, alsoOperations: true);
        var before = strict.Host.MessagesTo(both.Known.Identifier).Length;

        Assert.Equal("needs_first_factor", (await both.BeginAsync(SignIns, ("identifier", "…"), ("strategy", strategy)))["status"]);
        Assert.Equal(["verification_code_too_many_requests"], (await PrepareAsync(both, "first", strategy)).Errors);
        Pass(TimeSpan.FromSeconds(29));
        Assert.Equal("1", (await PrepareAsync(both, "first", strategy)).Header("Retry-After"));
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await PrepareAsync(both, "first", strategy)).Status);
        await ShowAsync(both);
        await strict.Host.QueuesAreEmptyAsync();

        Assert.InRange(strict.Host.MessagesTo(both.Known.Identifier).Length - before, 1, 2); // the first may have been overtaken
        Assert.Empty(strict.Host.MessagesTo(both.Unknown.Identifier));
    }

    [Theory]
    [InlineData("email_address", "email_code")]
    [InlineData("phone_number", "phone_code")]
    [InlineData("username", null)]
    public async Task E05_a_lock_looks_the_same_whether_there_is_an_account_or_not(string kind, string? strategy)
    {
        using var both = await strict.StrangersAsync(kind, alsoOperations: true);
        await both.BeginAsync(SignIns, ("identifier", "…"));

        for (var miss = 1; miss <= 10; miss++)
        {
            if (strategy is not null && miss % 2 == 0)
            {
                await PrepareAsync(both, "first", strategy);
                Assert.Equal(["form_code_incorrect"], (await AttemptAsync(both, "first", strategy, "00000")).Errors);
            }
            else
            {
                Assert.Equal(["form_password_or_identifier_incorrect"], (await AttemptAsync(both, "first", "password", "a guess")).Errors);
            }

            // The growing wait, which is the same too, to the second.
            if (miss is >= 4 and < 10)
                Assert.Equal(["too_many_requests"], (await AttemptAsync(both, "first", "password", "a guess")).Errors);
            Pass(TimeSpan.FromSeconds(70));
        }

        // The right password is of no use to whoever has an account, and so it cannot tell either.
        Assert.Equal(["user_locked"], (await both.BeginAsync(SignIns, ("identifier", "…"), ("password", People.Password))).Errors);
        Assert.Equal(["user_locked"], (await both.BeginAsync(SignIns, ("identifier", "…"))).Errors);
        Assert.Equal(["user_locked"], (await AttemptAsync(both, "first", "password", People.Password)).Errors);
        foreach (var each in Strategies)
        {
            await PrepareAsync(both, "first", each);
            await both.BeginAsync(SignIns, ("identifier", "…"), ("strategy", each));
        }

        await ShowAsync(both);
        Pass(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(71));
        Assert.Equal(["user_locked"], (await both.BeginAsync(SignIns, ("identifier", "…"))).Errors);
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(["form_password_or_identifier_incorrect"], (await both.BeginAsync(SignIns, ("identifier", "…"), ("password", "a guess"))).Errors);
    }

    [Fact]
    public async Task Whoever_has_an_account_signs_in_as_ever()
    {
        var address = await strict.SomebodyAsync("email_address");
        using var page = strict.Host.OpenPage();
        using var other = strict.Host.OpenPage();

        Assert.Equal("complete", (await page.SignInAsync(address))["status"]);
        var signIn = await other.BeginSignInAsync(address, "email_code");
        Assert.Equal("complete", (await other.ProveAsync(signIn, "first", "email_code", await strict.Host.LastCodeForAsync(address, 2)))["status"]);
    }

    private static async Task ShowAsync(Strangers both)
    {
        await both.DoAsync(one => one.Page.GetAsync($"{SignIns}/{one.Attempt}"));
        await both.DoAsync(one => one.Page.GetAsync("/v1/client"));
    }

    private static Task<Answer> PrepareAsync(Strangers both, string factor, string strategy) =>
        both.DoAsync(one => one.Page.PrepareAsync(one.Attempt, factor, strategy));

    private static Task<Answer> AttemptAsync(Strangers both, string factor, string strategy, string proof) =>
        both.DoAsync(one => one.Page.ProveAsync(one.Attempt, factor, strategy, proof));

    private static async Task<string> ContactAsync(Stranger one, string member)
    {
        var factors = (await one.Page.GetAsync($"{SignIns}/{one.Attempt}")).Response.GetProperty("supported_first_factors").EnumerateArray();
        return factors.Select(factor => factor.TryGetProperty(member, out var id) ? id.GetString() : null).FirstOrDefault(id => id is not null) ?? "idn_nobody";
    }

    private void Pass(TimeSpan time) => strict.Clock.Advance(time);
}
