using System.Text.Json;

namespace FuncAuth.Testing.Providers;

/// <summary>What people do with their own accounts at providers, in one verb each.</summary>
public static class PeopleLinking
{
    /// <summary>The route.</summary>
    public const string Route = "/v1/me/external_accounts";

    /// <summary>Asks to be led out, to link an account.</summary>
    public static Task<Answer> SetOutToLinkAsync(this FrontEnd page, OutsideProvider provider)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(provider);
        return page.PostAsync(Route, ("strategy", provider.Strategy), ("redirect_url", "/sso-callback"), ("action_complete_redirect_url", "/done"));
    }

    /// <summary>Asks to be led out again, for an account that is there.</summary>
    public static Task<Answer> SetOutAgainAsync(this FrontEnd page, string account, params (string Name, string Value)[] more)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.PatchAsync($"{Route}/{account}/reauthorize", [("redirect_url", "/sso-callback"), ("action_complete_redirect_url", "/done"), .. more]);
    }

    /// <summary>Where the browser is to go by an answer about an account.</summary>
    public static string LinkDeparture(this Answer begun)
    {
        ArgumentNullException.ThrowIfNull(begun);
        Assert.True(begun.Status == 200, begun.Body);
        return begun.Response.GetProperty("verification").GetProperty("external_verification_redirect_url").GetString()!;
    }

    /// <summary>There and back again: the answer of the callback.</summary>
    public static async Task<Answer> LinkAsync(this FrontEnd page, OutsideProviders providers, OutsideProvider provider, OutsideAccount account)
    {
        ArgumentNullException.ThrowIfNull(providers);
        return await page.ArriveAsync(await providers.ComeBackAsync((await page.SetOutToLinkAsync(provider)).LinkDeparture(), account));
    }

    /// <summary>The same with nothing in the way; gives the account's id.</summary>
    public static async Task<string> LinkedAsync(this FrontEnd page, OutsideProviders providers, OutsideProvider provider, OutsideAccount account)
    {
        ArgumentNullException.ThrowIfNull(provider);
        (await page.LinkAsync(providers, provider, account)).LeadsTo(PeopleByProvider.Done);
        return (await page.AccountsAsync()).Single(linked => linked.GetProperty("provider").GetString() == provider.Strategy).GetProperty("id").GetString()!;
    }

    /// <summary>The accounts of the signed-in user.</summary>
    public static async Task<JsonElement[]> AccountsAsync(this FrontEnd page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return [.. (await page.GetAsync("/v1/me")).Response.GetProperty("external_accounts").EnumerateArray()];
    }

    /// <summary>Status and error of an account's verification.</summary>
    public static (string? Status, string? Error) Standing(this JsonElement account)
    {
        var verification = account.GetProperty("verification");
        return (verification.GetProperty("status").GetString(),
            verification.GetProperty("error") is { ValueKind: JsonValueKind.Object } error ? error.GetProperty("code").GetString() : null);
    }
}
