using System.Web;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Testing.Providers;

namespace FuncAuth.OAuth.Tests;

/// <summary>Who somebody is, at providers that are not ours.</summary>
public class SignInTests
{
    [Theory]
    [InlineData("alpha")]
    [InlineData("beta")]
    public async Task An_OpenID_provider_tells_who_somebody_is(string name)
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);
        var account = OutsideAccount.With(" Ada@Example.COM", true) with
        {
            GivenName = "Ada",
            FamilyName = " Lovelace ",
            Name = "Countess Lovelace",
            Username = "ada",
            Picture = "https://pictures.example/ada.png",
        };

        var identity = (await adapter.SignInAsync(outside, Named(outside, name), account)).Identity();

        Assert.Equal(
            new ExternalIdentity($"oauth_{name}", account.Subject)
            {
                EmailAddress = "ada@example.com",
                EmailAddressIsVerified = true,
                FirstName = "Ada",
                LastName = "Lovelace",
                Username = "ada",
                ImageUrl = "https://pictures.example/ada.png",
                Scopes = "openid email profile",
            },
            identity);
    }

    [Fact]
    public async Task A_provider_in_the_manner_of_GitHub_tells_who_somebody_is()
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);
        var account = new OutsideAccount($"{Random.Shared.NextInt64(1, 1L << 40)}")
        {
            Email = "Ada@Example.com",
            EmailVerified = true,
            Name = "Augusta Ada King",
            Username = "ada",
        };

        var identity = (await adapter.SignInAsync(outside, outside.Hub, account)).Identity();

        Assert.Equal(
            new ExternalIdentity("oauth_hub", account.Subject)
            {
                EmailAddress = "ada@example.com",
                EmailAddressIsVerified = true,
                FirstName = "Augusta Ada",
                LastName = "King",
                Username = "ada",
                Scopes = "read:user user:email",
            },
            identity);
    }

    private static OutsideProvider Named(OutsideProviders outside, string name) => name == "alpha" ? outside.Alpha : outside.Beta;
}
