using FuncAuth.Strategies.OAuth;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <content>What is sent on the way to an external provider and back.</content>
public static partial class Forms
{
    /// <summary>Most characters of a parameter that a provider sends back.</summary>
    private const int MostReturned = 4096;

    /// <summary>One more scope each time that it is sent.</summary>
    private const string AdditionalScope = "additional_scope";

    /// <summary>Who the person probably is at the provider.</summary>
    private const string LoginHint = "oidc_login_hint";

    /// <summary>What the provider is to ask for again.</summary>
    private const string Prompt = "oidc_prompt";

    private static readonly string[] OfReturn = ["code", "state", "iss", "error", "user"];

    /// <summary>What a provider is asked for beside who somebody is.</summary>
    public static ExternalWish Wish(IFormCollection form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return new(
            form.TryGetValue(AdditionalScope, out var scopes) ? string.Join(' ', scopes.Where(scope => !string.IsNullOrWhiteSpace(scope))) : "",
            Given(form, LoginHint), Given(form, Prompt));
    }

    /// <summary>What came back from a provider, and the state that says which way it belongs to; null where it says none.</summary>
    public static (Secret? State, ExternalReturn Answer) Return(IQueryCollection query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return (
            Returned(query, "state") is { } state ? new Secret(state) : null,
            new ExternalReturn(
                Returned(query, "code") is { } code ? new Secret(code) : null, Returned(query, "iss"), Returned(query, "error"), Returned(query, "user")));
    }

    /// <summary>
    /// The same that came as a form (OAuth 2.0 Form Post Response Mode), as the query of the address that it is fetched by: nothing else is taken along.
    /// </summary>
    public static string AsQuery(IFormCollection form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return QueryString.Create(OfReturn
            .Where(name => form.TryGetValue(name, out var values) && values is [{ Length: > 0 and <= MostReturned }])
            .Select(name => KeyValuePair.Create(name, (string?)form[name].ToString()))).Value ?? "";
    }

    // What came twice is nothing: nobody chooses between two (RFC 6749, 3.1).
    private static string? Returned(IQueryCollection query, string name) =>
        query[name] is [{ Length: > 0 and <= MostReturned } only] ? only : null;

    private static string? Given(IFormCollection form, string name) => Text(form, name) is { Length: > 0 } text ? text : null;
}
