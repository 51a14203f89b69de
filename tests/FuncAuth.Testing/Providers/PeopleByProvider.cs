using System.Text.Json;
using System.Web;

namespace FuncAuth.Testing.Providers;

/// <summary>What people do who let a provider tell who they are, in one verb each.</summary>
public static class PeopleByProvider
{
    /// <summary>The attempts that lead out to a provider, as their routes have them.</summary>
    public const string BySignIn = "sign_ins";

    /// <summary>The same.</summary>
    public const string BySignUp = "sign_ups";

    /// <summary>The page that people come back to.</summary>
    public const string Back = FrontEnd.Origin + "/sso-callback";

    /// <summary>The page that they come back to where nothing is left to do.</summary>
    public const string Done = FrontEnd.Origin + "/done";

    /// <summary>Asks to be led out, from a sign-in or a sign-up.</summary>
    public static Task<Answer> SetOutAsync(this FrontEnd page, string attempts, OutsideProvider provider)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(provider);
        return page.PostAsync(
            $"/v1/client/{attempts}", ("strategy", provider.Strategy), ("redirect_url", "/sso-callback"), ("action_complete_redirect_url", "/done"));
    }

    /// <summary>The same, and where the browser is to go.</summary>
    public static async Task<string> DepartAsync(this FrontEnd page, string attempts, OutsideProvider provider) =>
        Departure(await page.SetOutAsync(attempts, provider));

    /// <summary>Where the browser is to go by an answer.</summary>
    public static string Departure(this Answer begun)
    {
        ArgumentNullException.ThrowIfNull(begun);
        Assert.True(begun.Status == 200, begun.Body);
        return begun.Response.ExternalVerification().GetProperty("external_verification_redirect_url").GetString()!;
    }

    /// <summary>How far the way is, of a sign-in or a sign-up on the wire.</summary>
    public static JsonElement ExternalVerification(this JsonElement attempt) => attempt.GetProperty("object").GetString() is "sign_up_attempt"
        ? attempt.GetProperty("verifications").GetProperty("external_account")
        : attempt.GetProperty("first_factor_verification");

    /// <summary>Status and error of the way of the client's current attempt.</summary>
    public static async Task<(string Status, string? Error)> StandingAsync(this FrontEnd page, string attempts)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(attempts);
        var way = (await page.GetAsync("/v1/client")).Response.GetProperty(attempts[..^1]).ExternalVerification();
        return (way.GetProperty("status").GetString()!,
            way.GetProperty("error") is { ValueKind: JsonValueKind.Object } error ? error.GetProperty("code").GetString() : null);
    }

    /// <summary>Is led back by the provider.</summary>
    public static Task<Answer> ArriveAsync(this FrontEnd page, Uri callback)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(callback);
        return page.VisitAsync(callback.PathAndQuery);
    }

    /// <summary>There and back again: the answer of the callback.</summary>
    public static async Task<Answer> GoAsync(
        this FrontEnd page, OutsideProviders providers, string attempts, OutsideProvider provider, OutsideAccount account)
    {
        ArgumentNullException.ThrowIfNull(providers);
        return await page.ArriveAsync(await providers.ComeBackAsync(await page.DepartAsync(attempts, provider), account));
    }

    /// <summary>Signs up by a provider with nothing left to do; gives the user's id.</summary>
    public static async Task<string> SignUpByAsync(this FrontEnd page, OutsideProviders providers, OutsideProvider provider, OutsideAccount account)
    {
        ArgumentNullException.ThrowIfNull(page);
        (await page.GoAsync(providers, BySignUp, provider, account)).LeadsTo(Done);
        return (await page.GetAsync("/v1/me"))["id"]!;
    }

    /// <summary>The answer leads there, is not kept anywhere, and tells the page nothing of where the browser came from.</summary>
    public static void LeadsTo(this Answer answer, string url)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Assert.True((303, url) == (answer.Status, answer.Header("Location")), $"{answer.Status} {answer.Header("Location")} {answer.Body}");
        Assert.Equal(("no-store", "no-referrer", "nosniff"), (answer.Header("Cache-Control"), answer.Header("Referrer-Policy"), answer.Header("X-Content-Type-Options")));
        Assert.Empty(answer.Body);
    }

    /// <summary>The answer belongs to nothing.</summary>
    public static void BelongsToNothing(this Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Assert.Equal((400, "oauth_callback_invalid"), (answer.Status, answer.Errors.SingleOrDefault()));
        Assert.Null(answer.Header("Location"));
        Assert.Null(answer.Header("Set-Cookie"));
    }

    /// <summary>A parameter of an address.</summary>
    public static string? Parameter(this Uri address, string name)
    {
        ArgumentNullException.ThrowIfNull(address);
        return HttpUtility.ParseQueryString(address.Query)[name];
    }

    /// <summary>The address with another value of a parameter; null takes it away.</summary>
    public static Uri With(this Uri address, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(address);
        var query = HttpUtility.ParseQueryString(address.Query);
        query[name] = value;
        if (value is null)
            query.Remove(name);
        return new UriBuilder(address) { Query = query.ToString() }.Uri;
    }

    /// <summary>How often a code of that person was given back to a provider.</summary>
    public static async Task<int> ExchangesAsync(this OutsideProviders providers, OutsideAccount account)
    {
        ArgumentNullException.ThrowIfNull(providers);
        ArgumentNullException.ThrowIfNull(account);
        return (await providers.RequestsAsync(account.Subject)).Count(request => request.Kind is "token");
    }
}
