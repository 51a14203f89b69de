using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.Instances;

namespace FuncAuth.Strategies.OAuth;

/// <summary>The pages that a way to a provider leads back to, both absolute and allowed.</summary>
/// <param name="RedirectUrl">The page that people come back to.</param>
/// <param name="CompleteUrl">The page that they come back to where nothing is left to do.</param>
public sealed record ExternalRoute(string RedirectUrl, string CompleteUrl)
{
    /// <summary>What the first page is sent as.</summary>
    public const string Redirect = "redirect_url";

    /// <summary>What the second page is sent as.</summary>
    public const string Complete = "action_complete_redirect_url";

    /// <summary>
    /// What is wrong with a request that leads out to a provider, all faults at once; empty where nothing is, and then <paramref name="route"/> is where it
    /// leads back to.
    /// </summary>
    /// <param name="redirectUrl">The page that people come back to, as sent; needed.</param>
    /// <param name="completeUrl">The other one, as sent; where there is none it is the first.</param>
    /// <param name="wish">What the provider is asked for beside.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="pageOrigin">The origin of the page that calls (<see cref="Facts.PageOrigin"/>).</param>
    /// <param name="route">The pages.</param>
    public static ImmutableArray<AuthError> Read(
        string? redirectUrl, string? completeUrl, ExternalWish wish, Instance instance, string? pageOrigin, out ExternalRoute route)
    {
        ArgumentNullException.ThrowIfNull(wish);
        var why = RedirectTarget.Read(redirectUrl, Redirect, instance, pageOrigin, out var redirect);
        var complete = redirect;
        var whyNotComplete = string.IsNullOrEmpty(completeUrl) ? null : RedirectTarget.Read(completeUrl, Complete, instance, pageOrigin, out complete);
        route = new ExternalRoute(redirect, complete);
        return [.. new[] { why, whyNotComplete }.OfType<AuthError>(), .. wish.Complaints];
    }
}
