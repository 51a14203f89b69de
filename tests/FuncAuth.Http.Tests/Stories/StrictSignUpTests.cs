using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Strategies;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Where nobody may learn who has an account, a sign-up with what somebody has looks like any other, and only the owner is told.</summary>
public sealed class StrictSignUpTests(StrictHost strict) : IClassFixture<StrictHost>
{
    private const string SignUps = StrictHost.SignUps;

    private FuncAuthHost Host => strict.Host;

    [Theory]
    [InlineData("email_address", "email_code")]
    [InlineData("phone_number", "phone_code")]
    public async Task E03_a_sign_up_with_what_somebody_has_looks_like_a_fresh_one(string kind, string strategy)
    {
        using var both = await strict.StrangersAsync(kind, alsoOperations: true);

        // Alone, with everything else, and given later; then the code.
        await both.BeginAsync(SignUps, (kind, "…"));
        await both.BeginAsync(SignUps, ("email_address_or_phone_number", "…"));
        await both.BeginAsync(SignUps, ("first_name", "Jane"));
        Assert.Equal(200, (await UpdateAsync(both, kind)).Status);
        await both.DoAsync(one => one.Page.PatchAsync($"{SignUps}/{one.Attempt}", ("password", People.Password)));
        await UpdateAsync(both, kind);
        await AttemptAsync(both, strategy, "00000");
        Assert.Equal(200, (await PrepareAsync(both, strategy)).Status);
        await ShowAsync(both);
        Assert.Equal(["verification_code_too_many_requests"], (await PrepareAsync(both, strategy)).Errors);
        for (var miss = 1; miss <= 3; miss++)
            Assert.Equal(["form_code_incorrect"], (await AttemptAsync(both, strategy, "00000")).Errors);
        Assert.Equal(["verification_failed"], (await AttemptAsync(both, strategy, "00000")).Errors);
        await ShowAsync(both);

        strict.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(200, (await PrepareAsync(both, strategy)).Status);
        strict.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(["verification_expired"], (await AttemptAsync(both, strategy, "00000")).Errors);
        strict.Clock.Advance(TimeSpan.FromHours(24));
        await ShowAsync(both);
        await PrepareAsync(both, strategy);
    }

    [Theory]
    [InlineData("email_address", "email_code")]
    [InlineData("phone_number", "phone_code")]
    public async Task E03_its_code_never_comes_and_would_be_wrong_and_the_owner_is_told_once_an_hour(string kind, string strategy)
    {
        await using var own = new StrictHost(); // its queues are empty in time only if nobody else's messages are in them
        await own.InitializeAsync();
        var (host, clock) = (own.Host, own.Clock);
        var (address, number) = (People.FreshAddress(), Phones.FreshNumber());
        using (var page = host.OpenPage())
            await page.SignUpWithPhoneAsync(host, address, number);
        var owner = kind is "phone_number" ? number : address;
        clock.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerHour - (clock.GetUtcNow().Ticks % TimeSpan.TicksPerHour))); // an hour is one of the clock
        await host.QueuesAreEmptyAsync();
        var before = host.MessagesTo(owner).Length;
        using var both = Strangers.At(host, owner, StrictHost.Fresh(kind));
        await both.BeginAsync(SignUps, (kind, "…"), ("password", People.Password));

        for (var i = 0; i < 3; i++)
        {
            await PrepareAsync(both, strategy);
            await host.QueuesAreEmptyAsync();
            clock.Advance(TimeSpan.FromSeconds(30));
        }

        // Whoever guesses the code that would have been sent gets what every wrong one gets, and it is counted.
        for (var miss = 1; miss <= 3; miss++)
        {
            var right = await CodeAsync(host, both.Known);
            Assert.Equal(["form_code_incorrect"], (await both.DoAsync(one => AttemptAsync(one, strategy, one.IsKnown ? right : "00000"))).Errors);
        }

        Assert.Equal(["verification_failed"], (await AttemptAsync(both, strategy, "00000")).Errors);
        await ShowAsync(both);
        await host.QueuesAreEmptyAsync();

        Assert.Contains("already", Assert.Single(await host.NoticesToAsync(address)).Subject, StringComparison.Ordinal);
        Assert.DoesNotContain(host.MessagesTo(owner).Skip(before), message => message.Code is not null);
        Assert.Contains(host.MessagesTo(both.Unknown.Identifier), message => message.Code is not null);
        Assert.DoesNotContain(host.MessagesTo(both.Unknown.Identifier), message => message.Code is null);

        clock.Advance(TimeSpan.FromHours(1));
        await PrepareAsync(both, strategy);
        await host.NoticesToAsync(address, 2);
    }

    [Fact]
    public async Task E03_an_address_that_is_taken_while_its_code_is_on_the_way_is_not_given_away_either()
    {
        var address = People.FreshAddress();
        using var first = Host.OpenPage();
        using var second = Host.OpenPage();
        var losing = await first.BeginSignUpAsync(address);
        await first.PrepareAsync(losing);
        var code = await Host.LastCodeForAsync(address);
        await second.SignUpAsync(Host, address);

        Assert.Equal(["form_code_incorrect"], (await first.AttemptAsync(losing, code)).Errors);

        strict.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(200, (await first.PrepareAsync(losing)).Status);
        Assert.Contains("already", Assert.Single(await Host.NoticesToAsync(address)).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fresh_one_signs_up_as_ever_and_a_username_that_is_taken_is_told()
    {
        var username = await strict.SomebodyAsync("username");
        using var page = Host.OpenPage();

        var refused = await page.PostAsync(SignUps, ("email_address", People.FreshAddress()), ("username", username));

        Assert.Equal(["form_identifier_exists"], refused.Errors);
        Assert.Equal(["username"], refused.Parameters);
        await page.SignUpAsync(Host);
    }

    private static Task<Answer> UpdateAsync(Strangers both, string kind) =>
        both.DoAsync(one => one.Page.PatchAsync($"{SignUps}/{one.Attempt}", (kind, one.Identifier)));

    private static Task<Answer> PrepareAsync(Strangers both, string strategy) =>
        both.DoAsync(one => one.Page.PostAsync($"{SignUps}/{one.Attempt}/prepare_verification", ("strategy", strategy)));

    private static Task<Answer> AttemptAsync(Strangers both, string strategy, string code) => both.DoAsync(one => AttemptAsync(one, strategy, code));

    private static Task<Answer> AttemptAsync(Stranger one, string strategy, string code) =>
        one.Page.PostAsync($"{SignUps}/{one.Attempt}/attempt_verification", ("strategy", strategy), ("code", code));

    private static async Task ShowAsync(Strangers both)
    {
        await both.DoAsync(one => one.Page.GetAsync($"{SignUps}/{one.Attempt}"));
        await both.DoAsync(one => one.Page.GetAsync("/v1/client"));
    }

    /// <summary>The code that would be right, had one been sent.</summary>
    private static async Task<string> CodeAsync(FuncAuthHost host, Stranger one)
    {
        var client = await host.Services.GetRequiredService<IClientStore>()
            .FindAsync(FuncAuth.ClientId.Parse(one.Page.ClientCookie!.Split('.')[0]), CancellationToken.None);
        var signUp = client!.Value.Value.SignUp!;
        var strategy = host.Services.GetRequiredService<Instances.Instance>().Strategies.Playing<IFieldVerifier>()
            .Single(verifier => signUp.Collected.ContactIn(verifier.Field) is not null);
        var contact = signUp.Collected.ContactIn(strategy.Field)!;
        return SignUpCodes.Derive(signUp, strategy, contact, contact.Verification!, host.Services.GetRequiredService<OneTimeCodes>())!.Reveal();
    }
}
