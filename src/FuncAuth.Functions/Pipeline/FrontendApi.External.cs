using System.Collections.Immutable;
using System.Diagnostics;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <content>People come back from external providers (Frontend API).</content>
public sealed partial class FrontendApi
{
    /// <summary>
    /// How often a request that is asking a provider is looked at again before it counts as dead: some twelve seconds in all, longer than a provider is given.
    /// </summary>
    private const int LooksAtReturn = 28;

    /// <summary>
    /// An answer of an external provider, brought by the browser: it is taken if it belongs to a way out that was begun on this very client, and then once
    /// (SECURITY.md F01). Whatever comes of it, the person is led back to a page; only what belongs to nothing is answered right here.
    /// </summary>
    public async Task<IResult> OAuthCallbackAsync(HttpRequest http, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (!HttpMethods.IsGet(http.Method))
        {
            // A form that another site has posted comes without the cookie. Fetching the same address with what was in it, the browser sends it.
            var (form, unreadable) = await Forms.ReadAsync(http, ct);
            return unreadable is null ? new SeeOther($"?{Forms.AsQuery(form).TrimStart('?')}") : Answers.Refuse(http.HttpContext, [unreadable]);
        }

        StepTelemetry.Admit(http.HttpContext);
        var (state, answer) = Forms.Return(http.Query);

        // It changes something, whatever it is sent with, and so it finishes what it meets half done.
        var exchange = await ArriveAsync(http, HttpMethods.Post, FormCollection.Empty, ct);
        if (state is null || WayOf(exchange, state) is not { } way)
            return Answers.Refuse(http.HttpContext, [OAuthErrors.CallbackInvalid]);

        StepTelemetry.Strategy(http.HttpContext, way.Proof.Strategy, instance.Strategies);
        return way switch
        {
            Way.OfSignIn of => await ReturnToSignInAsync(exchange, of, answer),
            Way.OfSignUp of => await ReturnToSignUpAsync(exchange, of, answer),
            Way.OfAccount of => await ReturnToAccountAsync(exchange, of, answer),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>
    /// The way that <paramref name="state"/> was made for, among those that were begun on the calling client. All are looked at, each in a time that does
    /// not depend on what was sent.
    /// </summary>
    private Way? WayOf(Exchange exchange, Secret state)
    {
        Way? found = null;
        foreach (var way in Begun(exchange))
        {
            if (ExternalSecrets.Derive(way.Proof.Verification, codes) is { } secrets && secrets.State.Matches(state))
                found = way;
        }

        return found;
    }

    private static IEnumerable<Way> Begun(Exchange exchange)
    {
        if (exchange.Own is not { } client)
            yield break;
        if (client.SignIn is { External: { } ofSignIn } signIn)
            yield return new Way.OfSignIn(ofSignIn, signIn.Id);
        if (client.SignUp is { Collected.External: { } ofSignUp } signUp)
            yield return new Way.OfSignUp(ofSignUp, signUp.Id);
        foreach (var session in client.ActiveSessions(exchange.Facts.Now))
        {
            foreach (var account in exchange.Known.GetValueOrDefault(session.User)?.ExternalAccounts ?? [])
            {
                if (account.Proof is { } ofAccount && account.Session == session.Id)
                    yield return new Way.OfAccount(ofAccount, session);
            }
        }
    }

    private Task<IResult> ReturnToSignInAsync(Exchange exchange, Way.OfSignIn way, ExternalReturn answer)
    {
        StepTelemetry.Attempt(exchange.Http.HttpContext, way.SignIn.Value);
        return ReturnAsync(
            exchange, way, answer,
            arrived => loop.RunAsync(arrived, arrived.Facts, Unless<SignIn>(exchange, (client, facts) => SignInFlow.Claim(client, way.Id, facts))),
            arrived => loop.RunAsync(
                arrived, arrived.Facts, Unless<SignIn>(exchange, SignInFlow.Return),
                _ => OfWhomAsync(Told(arrived.Facts), arrived.Facts, accounts.ByIdentityAsync, CancellationToken.None)),
            (client, _) => client?.SignIn is { External: { } proof } signIn && proof.Verification.Id == way.Id
                ? new Standing(proof.Stage, proof.Stage is ExternalStage.Returning, signIn.State is SignInState.Complete) : null);
    }

    private Task<IResult> ReturnToSignUpAsync(Exchange exchange, Way.OfSignUp way, ExternalReturn answer)
    {
        StepTelemetry.Attempt(exchange.Http.HttpContext, way.SignUp.Value);
        return ReturnAsync(
            exchange, way, answer,
            arrived => loop.RunAsync(arrived, arrived.Facts, Unless<SignUp>(exchange, (client, facts) => SignUpFlow.Claim(client, way.Id, facts))),
            arrived => loop.RunAsync(
                arrived, arrived.Facts, Unless<SignUp>(exchange, SignUpFlow.Return),
                client => OfWhomAsync(
                    Told(arrived.Facts), arrived.Facts, (identity, facts, ct) => ToSignUpAsync(client?.SignUp, identity, facts, ct), CancellationToken.None)),
            (client, _) => client?.SignUp is { Collected.External: { } proof } signUp && proof.Verification.Id == way.Id
                ? new Standing(
                    proof.Stage, proof.Stage is ExternalStage.Returning || signUp.State is SignUpState.Completing, signUp.State is SignUpState.Complete) : null);
    }

    private Task<IResult> ReturnToAccountAsync(Exchange exchange, Way.OfAccount way, ExternalReturn answer)
    {
        Func<Client, User, Facts, Decision<ExternalAccount>> Step(Func<Client, User, Facts, Decision<ExternalAccount>> step) =>
            (client, user, facts) => Unless<ExternalAccount>(exchange, (own, latest) => step(own!, user, latest))(client, facts);

        return ReturnAsync(
            exchange, way, answer,
            arrived => RunForUserAsync(
                arrived, way.Session.Id, Step((client, user, facts) => ExternalAccountFlow.Claim(client, user, way.Id, facts)), CancellationToken.None),
            arrived => RunAskingAsync(arrived, way.Session, Step(ExternalAccountFlow.Return), WhatWasNotToBeHad, CancellationToken.None),
            (_, known) => known.GetValueOrDefault(way.Session.User)?.ExternalAccounts.FirstOrDefault(account => account.Proof?.Verification.Id == way.Id) is { Proof: { } proof }
                ? new Standing(proof.Stage, proof.Stage is ExternalStage.Returning, proof.Stage is ExternalStage.Proven) : null);
    }

    /// <summary>Has one request of all that bring an answer ask the provider what it is worth, and the others wait for what comes of it.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="way">The way that the answer belongs to.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="claim">Has the request elected; accepted for one alone.</param>
    /// <param name="finish">Has decided what is made of the provider's word, which is in the facts.</param>
    /// <param name="look">Where the way stands, of a client and users as they are; null where they no longer know of it.</param>
    private async Task<IResult> ReturnAsync<TSubject>(
        Exchange exchange, Way way, ExternalReturn answer, Func<Exchange, Task<Outcome<TSubject>>> claim, Func<Exchange, Task<Outcome<TSubject>>> finish,
        Func<Client?, ImmutableDictionary<UserId, User>, Standing?> look)
        where TSubject : class
    {
        var claimed = await claim(exchange);
        if (!claimed.Decision.IsAccepted)
            return await FollowAsync(exchange, way, claimed.Decision.Next, look);

        // What has begun is finished, whether or not the browser still listens: a code that was redeemed is redeemed.
        var word = await AskAsync(way, answer, CancellationToken.None);
        var returned = await finish((await LatestAsync(exchange, claimed)) with { Facts = exchange.Facts with { External = new ExternalAnswer(way.Id, word) } });
        var refusal = returned.Decision.Errors.FirstOrDefault();
        return refusal == OAuthErrors.CallbackInvalid
            ? Answers.Refuse(exchange.Http.HttpContext, [refusal])
            : Lead(exchange, way, returned.Decision.Next, look(returned.Decision.Next, returned.Known), refusal?.Code);
    }

    // Of a provider that was switched off meanwhile nobody asks anything (SECURITY.md F08).
    private async Task<ExternalWord> AskAsync(Way way, ExternalReturn answer, CancellationToken ct) =>
        instance.Strategies.Find<IExternalFactor>(way.Proof.Strategy) is null
            ? new ExternalWord.Not(OAuthErrors.ProviderNotEnabled)
            : await providers.RedeemAsync(way.Proof.Strategy, answer, ExternalSecrets.Derive(way.Proof.Verification, codes)!, ct);

    /// <summary>Leads a request that was not elected to where the one that was leads; refuses it where there never was one.</summary>
    private async Task<IResult> FollowAsync(Exchange exchange, Way way, Client? met, Func<Client?, ImmutableDictionary<UserId, User>, Standing?> look)
    {
        var standing = await LookAsync();
        for (var round = 1; round <= LooksAtReturn && standing is { IsUnderWay: true }; round++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(30 * round), exchange.Http.HttpContext.RequestAborted);
            standing = await LookAsync();
        }

        return standing?.Stage is ExternalStage.Away
            ? Answers.Refuse(exchange.Http.HttpContext, [OAuthErrors.CallbackInvalid])
            : Lead(exchange, way, met, standing, null);

        async Task<Standing?> LookAsync()
        {
            if (way is Way.OfAccount { Session.User: var id })
                return look(null, await users.FindAsync(id, CancellationToken.None) is { } user ? exchange.Known.SetItem(id, user.Value) : exchange.Known.Remove(id));
            return look((await clients.FindAsync(exchange.Client!.Value.Value.Id, CancellationToken.None))?.Value, exchange.Known);
        }
    }

    private static IResult Lead(Exchange exchange, Way way, Client? client, Standing? standing, string? refusal)
    {
        StepTelemetry.Led(exchange.Http.HttpContext, refusal ?? (standing?.Stage is ExternalStage.Failed failed ? failed.Code : null));
        return Answers.LeadTo(exchange, client, standing is { IsDone: true } ? way.Proof.CompleteUrl : way.Proof.RedirectUrl);
    }

    /// <summary>
    /// The step, unless the client is another one's by now. Asking a provider takes seconds: whoever signed in meanwhile with the cookie that this request
    /// came with has been given a new one, and who came with the old one gets nothing of it (SECURITY.md S01).
    /// </summary>
    private static Func<Client?, Facts, Decision<TSubject>> Unless<TSubject>(Exchange exchange, Func<Client?, Facts, Decision<TSubject>> step)
        where TSubject : class => (client, facts) =>
            client is null || (client.TokenHash != exchange.Client?.Value.TokenHash && !ClientToken.Fresh(facts.Entropy).Opens(client))
                ? Decision.Refuse<TSubject>(client, OAuthErrors.CallbackInvalid)
                : step(client, facts);

    // Where the election is no save of the client, no later save of it is lost to whoever signs out meanwhile: it is read again, for asking takes seconds.
    private async Task<Exchange> LatestAsync<TSubject>(Exchange exchange, Outcome<TSubject> outcome)
        where TSubject : class => outcome.Saved is { } saved
            ? exchange with { Client = saved, ReplacesCookie = saved.Value.TokenHash != exchange.Client?.Value.TokenHash }
            : exchange with { Client = await clients.FindAsync(exchange.Client!.Value.Value.Id, CancellationToken.None) };

    private static ExternalIdentity? Told(Facts facts) => (facts.External?.Word as ExternalWord.Is)?.Identity;

    // Of nobody, where a provider told of nobody.
    private static Task<Gathered> OfWhomAsync(
        ExternalIdentity? identity, Facts facts, Func<ExternalIdentity, Facts, CancellationToken, Task<Gathered>> gather, CancellationToken ct) =>
        identity is null ? Task.FromResult(new Gathered(facts with { Account = new Account(null) })) : gather(identity, facts, ct);

    /// <summary>Gathers what a sign-up has to know of whom a provider told: the account that may be meant, and whose the identifiers are that it brings.</summary>
    private async Task<Gathered> ToSignUpAsync(SignUp? signUp, ExternalIdentity identity, Facts facts, CancellationToken ct)
    {
        var gathered = await accounts.ByIdentityAsync(identity, facts, ct);
        return gathered.User?.Value.Has(identity) is true
            ? gathered
            : gathered with { Facts = gathered.Facts with { Taken = gathered.Facts.Taken.Union(await TakenAsync(ExternalFields.Brought(identity, instance), signUp, ct)) } };
    }

    /// <summary>A way out that was begun on the calling client.</summary>
    /// <param name="Proof">The way, as it was when the request arrived.</param>
    private abstract record Way(ExternalProof Proof)
    {
        public VerificationId Id => Proof.Verification.Id;

        public sealed record OfSignIn(ExternalProof Proof, SignInId SignIn) : Way(Proof);

        public sealed record OfSignUp(ExternalProof Proof, SignUpId SignUp) : Way(Proof);

        public sealed record OfAccount(ExternalProof Proof, Session Session) : Way(Proof);
    }

    /// <summary>Where a way stands.</summary>
    /// <param name="Stage">How far it has got.</param>
    /// <param name="IsUnderWay">Whether a request is at it, or was when it died.</param>
    /// <param name="IsDone">Whether nothing is left to do.</param>
    private sealed record Standing(ExternalStage Stage, bool IsUnderWay, bool IsDone);
}
