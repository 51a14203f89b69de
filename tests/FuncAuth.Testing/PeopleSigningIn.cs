using FuncAuth.Stores;
using FuncAuth.Strategies;
using FuncAuth.Users;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Testing;

/// <summary>What people, and those who pretend to be them, do to sign in.</summary>
public static class PeopleSigningIn
{
    /// <summary>Identifier and password in one call.</summary>
    public static Task<Answer> SignInAsync(this FrontEnd page, string identifier, string password = People.Password)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.PostAsync("/v1/client/sign_ins", ("identifier", identifier), ("password", password));
    }

    /// <summary>Begins with a code; gives the sign-in's id.</summary>
    public static async Task<string> BeginSignInAsync(this FrontEnd page, string identifier, string strategy)
    {
        ArgumentNullException.ThrowIfNull(page);
        var begun = await page.PostAsync("/v1/client/sign_ins", ("identifier", identifier), ("strategy", strategy));
        Assert.True(begun.Status == 200, begun.Body);
        return begun["id"]!;
    }

    /// <summary>Asks for a code for the first or the second factor.</summary>
    public static Task<Answer> PrepareAsync(this FrontEnd page, string signIn, string factor, string strategy)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.PostAsync($"/v1/client/sign_ins/{signIn}/prepare_{factor}_factor", ("strategy", strategy));
    }

    /// <summary>Proves the first or the second factor, or tries to.</summary>
    public static Task<Answer> ProveAsync(this FrontEnd page, string signIn, string factor, string strategy, string proof)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.PostAsync(
            $"/v1/client/sign_ins/{signIn}/attempt_{factor}_factor", ("strategy", strategy), (strategy == "password" ? "password" : "code", proof));
    }

    /// <summary>Somebody who signed up here, and has no browser open any more.</summary>
    public static async Task<UserId> SomebodyAsync(this FuncAuthHost host, string address)
    {
        using var page = host.OpenPage();
        return UserId.Parse((await page.SignUpAsync(host, address))["created_user_id"]!);
    }

    /// <summary>Gives a user a phone number, proven, and for the second factor if <paramref name="isSecondFactor"/> says so.</summary>
    public static async Task GivePhoneAsync(this FuncAuthHost host, UserId id, string number, bool isSecondFactor)
    {
        ArgumentNullException.ThrowIfNull(host);
        var users = host.Services.GetRequiredService<IUserStore>();
        var read = (await users.FindAsync(id, CancellationToken.None))!.Value;
        var now = host.Clock.GetUtcNow();
        var proof = new Verification(VerificationId.From(number), "phone_code", "k", now, now.AddMinutes(10), Misses: 0, VerifiedAt: now);
        var phone = new PhoneNumber(IdentificationId.From(number), number, proof, now) { ReservedForSecondFactor = isSecondFactor, IsDefaultSecondFactor = isSecondFactor };
        Assert.True(await users.SaveAsync(read.Value with { PhoneNumbers = [.. read.Value.PhoneNumbers, phone] }, read, null, "a test", CancellationToken.None));
        Assert.True(await host.Services.GetRequiredService<IIdentifierStore>().ClaimAsync(Identifier.Of("phone_number", number), id, now, CancellationToken.None));
    }
}
