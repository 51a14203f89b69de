using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <content>The accounts of the signed-in user at external providers (Frontend API).</content>
public sealed partial class FrontendApi
{
    /// <summary>The way out to a provider, to link an account there.</summary>
    public Task<IResult> AddExternalAccountAsync(HttpRequest http, CancellationToken ct) => WithUserAsync(http, (exchange, session) =>
    {
        if (exchange.Method is not "POST")
            return UnknownAsync(exchange, ct);

        var form = Forms.ExternalAccount(exchange.Form);
        return LeadOutAsync(
            exchange, session, form.Strategy, form, (client, user, facts) => ExternalAccountFlow.Begin(client, user, session.Id, form, facts), ct);
    }, ct);

    /// <summary>The way out to the provider of an account that is linked, or that did not come to be.</summary>
    public Task<IResult> ReauthorizeExternalAccountAsync(HttpRequest http, string id, CancellationToken ct) =>
        WithExternalAccountAsync(http, id, "PATCH", (exchange, session, account) =>
        {
            var form = Forms.ExternalAccount(exchange.Form);
            return LeadOutAsync(
                exchange, session, Own(exchange, session, account)?.Strategy, form,
                (client, user, facts) => ExternalAccountFlow.Reauthorize(client, user, session.Id, account, form, facts), ct);
        }, ct);

    /// <summary>An account at a provider, removed.</summary>
    public Task<IResult> RemoveExternalAccountAsync(HttpRequest http, string id, CancellationToken ct) =>
        WithExternalAccountAsync(http, id, "DELETE", async (exchange, session, account) =>
        {
            var outcome = await RunForUserAsync(exchange, session.Id, (client, user, facts) => ExternalAccountFlow.Remove(client, user, account, facts), ct);
            return await answers.OfAsync(
                exchange, outcome, (removed, _) => new DeletedObjectResource(ExternalAccountResource.Name, removed.Id.Value),
                WireJson.Default.EnvelopeDeletedObjectResource, ct);
        }, ct);

    /// <summary>The tokens of a provider, revoked. None are kept, so there is nothing to do; the user is shown (Frontend API).</summary>
    public Task<IResult> RevokeExternalTokensAsync(HttpRequest http, string id, CancellationToken ct) =>
        WithExternalAccountAsync(http, id, "DELETE", (exchange, session, account) => Own(exchange, session, account) is null
            ? UnknownAsync(exchange, ct)
            : AnswerUserAsync(exchange, new Outcome<User>(Shown(exchange, session)) { Known = exchange.Known }, ct), ct);

    /// <summary>Has a way out decided and committed. Where it leads is asked once everything else is in order (<see cref="Departures"/>).</summary>
    private async Task<IResult> LeadOutAsync(
        Exchange exchange, Session session, string? strategy, ExternalAccountForm form, Func<Client, User, Facts, Decision<ExternalAccount>> step,
        CancellationToken ct)
    {
        if (Forms.RepeatedInExternalAccounts(exchange.Form) is { IsEmpty: false } repeated)
            return await RefuseAsync(exchange, repeated, ct);

        StepTelemetry.Strategy(exchange.Http.HttpContext, strategy, instance.Strategies);
        Decision<ExternalAccount> Rehearse(Client? client, Facts facts) => client is not null && facts.Account?.User is { } user
            ? step(client, user, facts)
            : Decision.Refuse<ExternalAccount>(client, AuthErrors.AuthenticationInvalid);

        var provider = strategy is { Length: > 0 } name ? instance.Strategies.Find<IExternalFactor>(name)?.Name : null;
        var outcome = await RunForUserAsync(
            exchange, step, departures.After(provider, form.Wish, Rehearse, accounts.In(session.Id, exchange.Facts, ct), ct));
        return await answers.OfAsync(
            exchange, outcome, (account, _) => ExternalAccountResource.From(account, exchange.Facts.Now), WireJson.Default.EnvelopeExternalAccountResource, ct);
    }

    /// <summary>Admits a request about one account of the signed-in user. An id that is nobody's is the same as one that is somebody else's.</summary>
    private Task<IResult> WithExternalAccountAsync(
        HttpRequest http, string id, string method, Func<Exchange, Session, ExternalAccountId, Task<IResult>> step, CancellationToken ct) =>
        WithUserAsync(http, (exchange, session) => exchange.Method == method && ExternalAccountId.TryParse(id) is { } account
            ? step(exchange, session, account)
            : UnknownAsync(exchange, ct), ct);

    // As it was when the request arrived: whose provider it is never changes.
    private static ExternalAccount? Own(Exchange exchange, Session session, ExternalAccountId id) =>
        exchange.Known.GetValueOrDefault(session.User)?.ExternalAccounts.FirstOrDefault(account => account.Id == id && !account.IsOverAt(exchange.Facts.Now));
}
