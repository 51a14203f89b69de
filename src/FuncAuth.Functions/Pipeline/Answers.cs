using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.Stores;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <summary>Renders outcomes: the resource and the whole client on success, the errors and the client on refusal (Frontend API).</summary>
public sealed class Answers(IUserStore users, SigningKeys keys)
{
    /// <summary>Everything that an answer about a client needs.</summary>
    /// <param name="Resource">The client on the wire; null where there is none.</param>
    /// <param name="Users">The users of its active sessions.</param>
    public sealed record ClientView(ClientResource? Resource, IReadOnlyDictionary<UserId, User> Users);

    /// <summary>The client on the wire, with its users and fresh tokens. Reads each signed-in user that is not known already, at once.</summary>
    public async Task<ClientView> ViewAsync(Exchange exchange, Client? client, ImmutableDictionary<UserId, User> known, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(known);
        if (client is null)
            return new ClientView(null, known);

        var now = exchange.Facts.Now;
        var unknown = client.ActiveSessions(now).Select(session => session.User).Concat(UserOf(client.SignIn, exchange)).Distinct()
            .Where(user => !known.ContainsKey(user));
        var found = await Task.WhenAll(unknown.Select(user => users.FindAsync(user, ct)));
        var all = known.AddRange(found.OfType<Versioned<User>>().Select(user => KeyValuePair.Create(user.Value.Id, user.Value)));
        return new ClientView(ClientResource.From(client, all, session => Token(exchange, session), exchange.Facts.Instance, now), all);
    }

    // An open sign-in shows what its user can prove, unless nobody may learn that.
    private static IEnumerable<UserId> UserOf(SignIn? signIn, Exchange exchange) =>
        signIn is { User: { } user } && signIn.IsOpenAt(exchange.Facts.Now)
        && (signIn.State is not SignInState.NeedsFirstFactor || !exchange.Facts.Instance.SignIns.HidesAccounts) ? [user] : [];

    /// <summary>A fresh token for <paramref name="session"/>.</summary>
    public string Token(Exchange exchange, Session session)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(session);
        var (instance, now) = (exchange.Facts.Instance, exchange.Facts.Now);
        var claims = SessionTokenClaims.For(
            instance.PublishableKey.Issuer, session, exchange.Origin, now, instance.Sessions.TokenLifetime,
            jti: exchange.Facts.Entropy.Text($"token {session.Id}"));
        return SessionToken.Sign(claims, keys);
    }

    /// <summary>The refusal, with the client as it now is.</summary>
    public static WireResult Refuse(HttpContext http, ImmutableArray<AuthError> errors, ClientResource? client = null)
    {
        // Errors that name a parameter and errors that do not cannot be mixed: the page would hide the latter (Frontend API).
        var first = errors[0];
        StepTelemetry.Refused(http, first);
        ImmutableArray<ErrorResource> shown =
            [.. errors.Where(error => (error.ParamName is null) == (first.ParamName is null)).Select(ErrorResource.From)];
        var body = new ErrorsResource(shown, client is null ? null : new ErrorsMetaResource(client), StepTelemetry.TraceId(http));
        return WireResult.Of(first.Status, body, WireJson.Default.ErrorsResource, retryAfter: errors.Max(error => error.RetryAfter));
    }

    /// <summary>Success or refusal of a step, and the new cookie where the step gave the client one.</summary>
    public async Task<IResult> OfAsync<TSubject, TResource>(
        Exchange exchange, Outcome<TSubject> outcome, Func<TSubject, ClientView, TResource?> show, JsonTypeInfo<Envelope<TResource>> type,
        CancellationToken ct, bool withClient = true)
        where TSubject : class
        where TResource : class
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(show);
        var decision = outcome.Decision;
        var view = await ViewAsync(exchange, decision.Next, exchange.Known.SetItems(outcome.Known), ct);
        if (GiveCookie(exchange, decision.Next))
            ClientUatCookie.Follow(exchange, decision.Next);
        else
            view = view with { Resource = null };

        if (!decision.IsAccepted)
            return Refuse(exchange.Http.HttpContext, decision.Errors, exchange.Method is "GET" ? null : view.Resource);

        return show(decision.Subject!, view) is { } resource
            ? WireResult.Of(200, new Envelope<TResource>(resource, withClient ? view.Resource : null), type)
            : Refuse(exchange.Http.HttpContext, [AuthErrors.SignedOut], view.Resource);
    }

    /// <summary>Sends the browser on to <paramref name="location"/>, with the new cookie where the step gave the client one.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="client">The client as it is after the step; null where there is none.</param>
    /// <param name="location">An absolute address that was checked.</param>
    public static IResult LeadTo(Exchange exchange, Client? client, string location)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        if (GiveCookie(exchange, client))
            ClientUatCookie.Follow(exchange, client);
        return new SeeOther(location);
    }

    /// <summary>
    /// Gives the browser the cookie that the step made, if it made one. False where the cookie that the request came with has been replaced
    /// by another request meanwhile: then it may not see the client, which holds the other one's session by now. Otherwise whoever planted
    /// a cookie before a sign-up could race the last step of it for the new session's token.
    /// </summary>
    private static bool GiveCookie(Exchange exchange, Client? client)
    {
        if (client is null || (client.TokenHash == exchange.Client?.Value.TokenHash && !exchange.ReplacesCookie))
            return true;

        var fresh = ClientToken.Fresh(exchange.Facts.Entropy);
        if (!fresh.Opens(client))
            return false;

        ClientCookie.Write(exchange.Http, client.Id, fresh, exchange.Facts.Instance.ClientLifetime);
        return true;
    }
}
