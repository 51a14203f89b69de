using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// The pipeline, where everything meets: admits a request, gathers what its step has to know, has it decided and committed, and answers.
/// </summary>
public sealed partial class FrontendApi(
    Instance instance, TimeProvider time, OneTimeCodes codes, IClientStore clients, IUserStore users, IIdentifierStore identifiers,
    StepLoop loop, Answers answers, PasswordGate passwords, LeakCheck leaks, Accounts accounts, Departures departures, IExternalProviders providers,
    UserSessions sessions)
{
    /// <summary>The environment: what this instance asks for and offers (Frontend API).</summary>
    public Task<IResult> EnvironmentAsync(HttpRequest http)
    {
        // PATCH is what development pages send on every load. It changes nothing here, so nobody has to say where it comes from.
        var refusal = Origins.Check(http, instance, changesSomething: false);
        return Task.FromResult<IResult>(
            refusal is not null ? Answers.Refuse(http.HttpContext, [refusal])
            : MethodOverride.Of(http) is "GET" or "PATCH" ? WireResult.Of(200, EnvironmentResource.From(instance), EnvironmentJson.Default.EnvironmentResource)
            : Unknown(http));
    }

    /// <summary>Whatever no other function serves: preflights, and the JSON that a client library can read where it went wrong.</summary>
    public IResult Elsewhere(HttpRequest http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var refusal = Origins.Check(http, instance, changesSomething: false);
        if (refusal is not null)
            return Answers.Refuse(http.HttpContext, [refusal]);
        if (!HttpMethods.IsOptions(http.Method))
            return Unknown(http);

        Origins.AllowPreflight(http.HttpContext.Response);
        return WireResult.Empty(204);
    }

    private static WireResult Unknown(HttpRequest http) => Answers.Refuse(http.HttpContext, [AuthErrors.ResourceNotFound]);

    private Task<IResult> UnknownAsync(Exchange exchange, CancellationToken ct) => RefuseAsync(exchange, [AuthErrors.ResourceNotFound], ct);

    /// <summary>
    /// A refusal before any step. It carries the client all the same: the page replaces what it knows by what it is told. A form that cannot be
    /// read is refused without one, before anything is read for it.
    /// </summary>
    private async Task<IResult> RefuseAsync(Exchange exchange, ImmutableArray<AuthError> errors, CancellationToken ct) => Answers.Refuse(
        exchange.Http.HttpContext, errors,
        exchange.Method is "GET" ? null : (await answers.ViewAsync(exchange, exchange.Own, exchange.Known, ct)).Resource);

    /// <summary>Checks the origin, reads form and client, fixes the facts; then does <paramref name="step"/>.</summary>
    /// <param name="http">The request.</param>
    /// <param name="step">What it asks for.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <param name="about">The session that the step is about; null where it is about the whole client.</param>
    private async Task<IResult> AdmitAsync(HttpRequest http, Func<Exchange, Task<IResult>> step, CancellationToken ct, SessionId? about = null)
    {
        StepTelemetry.Admit(http.HttpContext);
        var method = MethodOverride.Of(http);
        if (Origins.Check(http, instance, changesSomething: !HttpMethods.IsGet(method)) is { } foreign)
            return Answers.Refuse(http.HttpContext, [foreign]);

        var (form, unreadable) = await Forms.ReadAsync(http, ct);
        return unreadable is null ? await step(await ArriveAsync(http, method, form, ct, about)) : Answers.Refuse(http.HttpContext, [unreadable]);
    }

    /// <summary>Reads the client and fixes the facts of a request that is admitted.</summary>
    private async Task<Exchange> ArriveAsync(HttpRequest http, string method, IFormCollection form, CancellationToken ct, SessionId? about = null)
    {
        var facts = new Facts
        {
            Instance = instance,
            Now = time.GetUtcNow(),
            Entropy = new Entropy(RandomNumberGenerator.GetBytes(Entropy.SeedLength)),
            Codes = codes,
            Device = Device.From(http.Headers.UserAgent, http.HttpContext.Connection.RemoteIpAddress),
            TraceParent = StepTelemetry.TraceParent,
            PageOrigin = http.Headers.Origin is [{ } origin] ? origin : null,
        };
        var client = await FindClientAsync(http, facts.Now, ct);
        return new Exchange(http, method, form, facts, client) { Users = await FindUsersAsync(client?.Value, about, facts.Now, ct) };
    }

    /// <summary>The users of the client's active sessions: they say whether those still hold, and the answer shows them.</summary>
    private async Task<IReadOnlyDictionary<UserId, User?>> FindUsersAsync(Client? client, SessionId? about, DateTimeOffset now, CancellationToken ct)
    {
        var wanted = client?.ActiveSessions(now).Where(session => about is null || session.Id == about).Select(session => session.User).Distinct() ?? [];
        var found = await Task.WhenAll(wanted.Select(async id => (id, user: (await users.FindAsync(id, ct))?.Value)));
        return found.ToImmutableDictionary(pair => pair.id, pair => pair.user);
    }

    /// <summary>The client that the cookie opens. An unknown, outdated or forged cookie is the same as none (Frontend API).</summary>
    private async Task<Versioned<Client>?> FindClientAsync(HttpRequest http, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var (id, token) in ClientCookie.Read(http))
        {
            if (await clients.FindAsync(id, ct) is { } found && token.Opens(found.Value) && now < found.Value.CreatedAt + instance.ClientLifetime)
                return found;
        }

        return null;
    }

    private Task<IResult> AnswerSignUpAsync(Exchange exchange, Outcome<SignUp> outcome, CancellationToken ct)
    {
        StepTelemetry.Attempt(exchange.Http.HttpContext, (outcome.Decision.Subject ?? outcome.Decision.Next?.SignUp)?.Id.Value);
        return answers.OfAsync(
            exchange, outcome, (signUp, _) => SignUpResource.From(signUp, instance, exchange.Facts.Now), WireJson.Default.EnvelopeSignUpResource, ct);
    }

    private Task<IResult> AnswerSessionAsync(Exchange exchange, Outcome<Session> outcome, CancellationToken ct) =>
        answers.OfAsync(exchange, outcome, (session, view) => Show(exchange, session, view), WireJson.Default.EnvelopeSessionResource, ct);

    private static SessionResource? Show(Exchange exchange, Session session, Answers.ClientView view)
    {
        var shown = view.Resource?.Sessions.FirstOrDefault(candidate => candidate.Id == session.Id.Value);
        return shown ?? (view.Users.TryGetValue(session.User, out var user)
            ? SessionResource.From(session, user, null, exchange.Facts.Instance, exchange.Facts.Now)
            : null);
    }
}
