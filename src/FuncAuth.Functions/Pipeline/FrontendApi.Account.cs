using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

public sealed partial class FrontendApi
{
    /// <summary>The signed-in user, shown, changed or deleted.</summary>
    public Task<IResult> MeAsync(HttpRequest http, CancellationToken ct) => WithUserAsync(http, (exchange, session) => exchange.Method switch
    {
        "GET" => AnswerUserAsync(exchange, new Outcome<User>(Shown(exchange, session)) { Known = exchange.Known }, ct),
        "PATCH" => OnceEachAsync(exchange, session, (_, _) => UpdateProfileAsync(exchange, session, ct), ct),
        "DELETE" => DeleteUserAsync(exchange, session, ct),
        _ => UnknownAsync(exchange, ct),
    }, ct);

    /// <summary>Refuses a picture, whoever it is of, without reading it.</summary>
    public IResult ProfileImage(HttpRequest http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return Answers.Refuse(http.HttpContext, [Origins.Check(http, instance, changesSomething: true) ?? AccountErrors.NoPictures]);
    }

    private static Decision<User> Shown(Exchange exchange, Session session) => exchange.Known.TryGetValue(session.User, out var user)
        ? new Decision<User>(exchange.Own, user, [], [])
        : Decision.Refuse<User>(exchange.Own, AuthErrors.AuthenticationInvalid);

    /// <summary>Admits a request about the account of the user that is signed in, in the session that the page names (Frontend API).</summary>
    private Task<IResult> WithUserAsync(HttpRequest http, Func<Exchange, Session, Task<IResult>> step, CancellationToken ct) =>
        AdmitAsync(http, exchange =>
        {
            var current = SessionFlow.Current(exchange.Own, exchange.NamedSession, exchange.Facts);
            return current.Subject is { } session ? step(exchange, session) : RefuseAsync(exchange, current.Errors, ct);
        }, ct);

    /// <summary>
    /// Has a step on the account behind <paramref name="session"/> decided and committed. Account and session are looked at afresh in each round:
    /// what was signed out meanwhile changes nothing.
    /// </summary>
    private Task<Outcome<TSubject>> RunForUserAsync<TSubject>(
        Exchange exchange, SessionId session, Func<Client, User, Facts, Decision<TSubject>> step, CancellationToken ct)
        where TSubject : class => RunForUserAsync(exchange, step, accounts.In(session, exchange.Facts, ct));

    private Task<Outcome<TSubject>> RunForUserAsync<TSubject>(
        Exchange exchange, Func<Client, User, Facts, Decision<TSubject>> step, Func<Client?, Task<Gathered>> gather)
        where TSubject : class => loop.RunAsync(
            exchange,
            exchange.Facts,
            (client, facts) => client is not null && facts.Account?.User is { } user ? step(client, user, facts)
                : Decision.Refuse<TSubject>(client, AuthErrors.AuthenticationInvalid),
            gather);

    /// <summary>
    /// Has a step decided and committed that may turn on whose an identifier is. Who decides without knowing is asked which one (null: none), in which
    /// round from 1, and decides again knowing.
    /// </summary>
    private Task<Outcome<TSubject>> RunAskingAsync<TSubject>(
        Exchange exchange, Session session, Func<Client, User, Facts, Decision<TSubject>> step, Func<Decision<TSubject>, int, Identifier?> asks,
        CancellationToken ct)
        where TSubject : class
    {
        var round = 0;
        var gather = accounts.In(session.Id, exchange.Facts, ct);
        return RunForUserAsync(exchange, step, async client =>
        {
            round++;
            var gathered = await gather(client);
            return client is not null && gathered.User is { Value: var user } && asks(step(client, user, gathered.Facts), round) is { } identifier
                && await identifiers.FindOwnerAsync(identifier, ct) is { } owner && owner != user.Id
                    ? gathered with { Facts = gathered.Facts with { Taken = [identifier] } }
                    : gathered;
        });
    }

    // A claim itself asks whether the identifier is free. Whose it is is asked only after one that came to nothing.
    private static Identifier? WhatWasNotToBeHad<TSubject>(Decision<TSubject> decision, int round)
        where TSubject : class => round > 1 ? decision.Effects.OfType<Effect.Claim>().FirstOrDefault()?.Identifier : null;

    private Task<IResult> AnswerUserAsync(Exchange exchange, Outcome<User> outcome, CancellationToken ct) => answers.OfAsync(
        exchange, outcome, (user, _) => UserResource.From(user, instance, exchange.Facts.Now), WireJson.Default.EnvelopeUserResource, ct);
}
