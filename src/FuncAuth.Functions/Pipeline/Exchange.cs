using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Stores;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <summary>One request on its way through the pipeline: what it carries, who sent it, and the facts of its moment.</summary>
/// <param name="Http">The request.</param>
/// <param name="Method">The method that is meant.</param>
/// <param name="Form">Its body.</param>
/// <param name="Facts">The facts that every step has.</param>
/// <param name="Client">
/// The calling client as it was on arrival; null where there is none. The cookie is checked here, once: a step that is decided again keeps
/// this identity.
/// </param>
public sealed record Exchange(HttpRequest Http, string Method, IFormCollection Form, Facts Facts, Versioned<Client>? Client)
{
    /// <summary>The users of the client's active sessions as they were on arrival, null where one is gone; of a step about one session that one's alone.</summary>
    public IReadOnlyDictionary<UserId, User?> Users { get; init; } = ImmutableDictionary<UserId, User?>.Empty;

    /// <summary>The calling client without what its users have ended from elsewhere; null where there is none.</summary>
    public Client? Own => Client?.Value.Heeding(Users, Facts.Now);

    /// <summary>The users that are there.</summary>
    public ImmutableDictionary<UserId, User> Known =>
        Users.Values.OfType<User>().ToImmutableDictionary(user => user.Id);

    /// <summary>Whether the client's cookie was replaced on behalf of this request, so that the browser has to be given the new one.</summary>
    public bool ReplacesCookie { get; init; }

    /// <summary>The page that calls; null where the request does not say.</summary>
    public string? Origin => Http.Headers.Origin is [{ } origin] ? origin : null;

    /// <summary>The session that the page is in, as it says itself; null where it does not.</summary>
    public string? NamedSession => Http.Query["_clerk_session_id"] switch
    {
        [] => null,
        [var id] => id,
        _ => "several", // which is none of ours: two names are not a choice between them
    };
}
