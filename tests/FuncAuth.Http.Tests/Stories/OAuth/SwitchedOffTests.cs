using System.Security.Cryptography;
using FuncAuth.Testing;
using FuncAuth.Testing.Providers;
using static FuncAuth.Testing.Providers.PeopleByProvider;

namespace FuncAuth.Http.Tests.Stories.OAuth;

/// <summary>A provider is switched off while people are there.</summary>
public sealed class SwitchedOffTests
{
    [Fact]
    public async Task F08_a_provider_that_is_switched_off_signs_nobody_in()
    {
        var ct = TestContext.Current.CancellationToken;
        var providers = await OutsideProviders.SharedAsync(ct);
        var folder = Directory.CreateTempSubdirectory("funcauth-");
        try
        {
            (string, string)[] shared =
            [
                ("FUNCAUTH_INSTANCE", "t" + RandomNumberGenerator.GetHexString(12, lowercase: true)),
                ("FUNCAUTH_DATA", folder.FullName), // and so the same keys
            ];
            await using var before = await OutsideHost.StartAsync(null, shared);
            await using var after = await FuncAuthHost.StartAsync(
                providers.Settings.Where(setting => !setting.Key.Contains(":alpha:", StringComparison.Ordinal))
                    .Concat(shared.Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2))).ToDictionary(), ct: ct);
            var account = OutsideAccount.With(People.FreshAddress(), verified: true);
            using (var first = before.OpenPage())
                await first.SignUpByAsync(providers, providers.Alpha, account);
            var asked = await providers.ExchangesAsync(account);

            // On the way when it is switched off, by a sign-in and by a sign-up.
            foreach (var attempts in new[] { BySignIn, BySignUp })
            {
                using var page = before.OpenPage();
                var callback = await providers.ComeBackAsync(await page.DepartAsync(attempts, providers.Alpha), account);
                using var elsewhere = after.OpenPage();
                elsewhere.ClientCookie = page.ClientCookie;

                (await elsewhere.ArriveAsync(callback)).LeadsTo(Back);

                Assert.Equal(("failed", "oauth_provider_not_enabled"), await elsewhere.StandingAsync(attempts));
                Assert.Equal(["authentication_invalid"], (await elsewhere.GetAsync("/v1/me")).Errors);
            }

            Assert.Equal(asked, await providers.ExchangesAsync(account)); // it is not even asked

            // Back already, and waiting to be taken over.
            using var waiting = before.OpenPage();
            (await waiting.GoAsync(providers, BySignUp, providers.Alpha, account)).LeadsTo(Back);
            Assert.Equal("transferable", (await waiting.StandingAsync(BySignUp)).Status);
            using var there = after.OpenPage();
            there.ClientCookie = waiting.ClientCookie;
            Assert.Equal((400, "oauth_provider_not_enabled"), ProviderStoryTests.Refusal(await there.PostAsync("/v1/client/sign_ins", ("transfer", "true"))));

            // And nobody sets out any more.
            using var late = after.OpenPage();
            var refused = await late.SetOutAsync(BySignIn, providers.Alpha);
            Assert.Equal((422, "form_param_value_invalid", "strategy"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
