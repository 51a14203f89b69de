using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.SignIns;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

public sealed partial class FrontendApi
{
    /// <summary>A new sign-in, as far as its form goes.</summary>
    public Task<IResult> CreateSignInAsync(HttpRequest http, CancellationToken ct) => AdmitAsync(http, exchange =>
    {
        if (exchange.Method is not "POST")
            return UnknownAsync(exchange, ct);
        if (Forms.RepeatedInSignIn(exchange.Form) is { IsEmpty: false } repeated)
            return RefuseAsync(exchange, repeated, ct);

        var form = Forms.SignIn(exchange.Form);
        StepTelemetry.Strategy(http.HttpContext, form.NamedStrategy, instance.Strategies);
        Decision<SignIn> Step(Client? client, Facts facts) => SignInFlow.Create(client, form, facts);

        // Whom a provider is to tell of is nobody yet, whatever was typed beside.
        var provider = form.LeadsTo(instance);
        var identifier = provider is null && form.Identifier is { } typed ? IdentifierText.Resolve(typed, instance) : null;
        Task<Gathered> GatherAsync(Client? client) => form.Transfer
            ? OfWhomAsync(ExternalTransfer.ToSignIn(client, exchange.Facts.Now)?.Identity, exchange.Facts, accounts.ByIdentityAsync, ct)
            : accounts.OfAsync(identifier, exchange.Facts, ct);

        return RunSignInAsync(exchange, Step, departures.After(provider, form.WishToPassOn, Step, GatherAsync, ct),
            provider is null && !form.Transfer ? form.Password : null, ct);
    }, ct);

    /// <summary>A sign-in, shown.</summary>
    public Task<IResult> SignInAsync(HttpRequest http, string id, CancellationToken ct) =>
        WithSignInAsync(http, id, "GET", (exchange, signIn) => RunSignInAsync(exchange, (client, _) => SignInFlow.Show(client, signIn), null, null, ct), ct);

    /// <summary>A code for the first factor.</summary>
    public Task<IResult> PrepareFirstFactorAsync(HttpRequest http, string id, CancellationToken ct) =>
        PrepareFactorAsync(http, id, SignInFlow.PrepareFirstFactor, ct);

    /// <summary>A code for the second factor.</summary>
    public Task<IResult> PrepareSecondFactorAsync(HttpRequest http, string id, CancellationToken ct) =>
        PrepareFactorAsync(http, id, SignInFlow.PrepareSecondFactor, ct);

    /// <summary>A proof of the first factor.</summary>
    public Task<IResult> AttemptFirstFactorAsync(HttpRequest http, string id, CancellationToken ct) =>
        AttemptFactorAsync(http, id, SignInFlow.AttemptFirstFactor, ct);

    /// <summary>A proof of the second factor.</summary>
    public Task<IResult> AttemptSecondFactorAsync(HttpRequest http, string id, CancellationToken ct) =>
        AttemptFactorAsync(http, id, SignInFlow.AttemptSecondFactor, ct);

    /// <summary>A new password for somebody who has proven the right to set one.</summary>
    public Task<IResult> ResetPasswordAsync(HttpRequest http, string id, CancellationToken ct) =>
        WithSignInAsync(http, id, "POST", async (exchange, signIn) =>
        {
            var form = Forms.NewPassword(exchange.Form);
            var gather = accounts.Behind(exchange.Facts, ct);
            Decision<SignIn> Step(Client? client, Facts facts) => SignInFlow.ResetPassword(client, signIn, form, facts);

            var (isLeaked, isBusy, hash) = (false, false, (string?)null);
            var outcome = await loop.RunAsync(exchange, exchange.Facts, Step, async client =>
            {
                var gathered = await gather(client);

                // Nothing is looked up and hashed for what is refused anyway: a hash costs as much as a hundred refusals.
                if (!isLeaked && !isBusy && hash is null && Step(client, gathered.Facts).IsAccepted)
                {
                    isLeaked = await leaks.IsLeakedAsync(form.Password!, ct);
                    hash = isLeaked ? null : await passwords.HashAsync(form.Password!, null, exchange.Facts.Entropy.Bytes("password salt")[..16], ct);
                    isBusy = !isLeaked && hash is null;
                }

                return gathered with { Facts = gathered.Facts with { PasswordIsLeaked = isLeaked, PasswordHash = hash } };
            }, (client, _) => isBusy ? Decision.Refuse<SignIn>(client, AuthErrors.Busy(5)) : null);
            return await AnswerSignInAsync(exchange, outcome, ct);
        }, ct);

    private Task<IResult> PrepareFactorAsync(
        HttpRequest http, string id, Func<Client?, SignInId, FactorRequest, Facts, Decision<SignIn>> step, CancellationToken ct) =>
        WithSignInAsync(http, id, "POST", (exchange, signIn) =>
        {
            var request = Forms.FactorRequest(exchange.Form);
            StepTelemetry.Strategy(http.HttpContext, request.Strategy, instance.Strategies);
            return RunSignInAsync(
                exchange, (client, facts) => step(client, signIn, request, facts), accounts.Behind(exchange.Facts, ct), null, ct);
        }, ct);

    private Task<IResult> AttemptFactorAsync(
        HttpRequest http, string id, Func<Client?, SignInId, FactorAttempt, Facts, Decision<SignIn>> step, CancellationToken ct) =>
        WithSignInAsync(http, id, "POST", (exchange, signIn) =>
        {
            var attempt = Forms.FactorAttempt(exchange.Form);
            StepTelemetry.Strategy(http.HttpContext, attempt.Strategy, instance.Strategies);
            return RunSignInAsync(
                exchange, (client, facts) => step(client, signIn, attempt, facts), accounts.Behind(exchange.Facts, ct), attempt.Password, ct);
        }, ct);

    private Task<IResult> WithSignInAsync(
        HttpRequest http, string id, string method, Func<Exchange, SignInId, Task<IResult>> step, CancellationToken ct) =>
        AdmitAsync(http, exchange =>
            exchange.Method != method || SignInId.TryParse(id) is not { } signIn ? UnknownAsync(exchange, ct)
            : Forms.RepeatedInSignIn(exchange.Form) is { IsEmpty: false } repeated ? RefuseAsync(exchange, repeated, ct)
            : step(exchange, signIn), ct);

    /// <summary>
    /// Gathers the account, checks the password of the request once where there is one that the step would judge, and has the step decided and
    /// committed.
    /// </summary>
    private async Task<IResult> RunSignInAsync(
        Exchange exchange, Func<Client?, Facts, Decision<SignIn>> step, Func<Client?, Task<Gathered>>? gather, Secret? password, CancellationToken ct)
    {
        if (gather is null || password is null || password.Reveal().Length == 0)
            return await AnswerSignInAsync(exchange, await loop.RunAsync(exchange, exchange.Facts, step, gather), ct);

        var checks = new PasswordChecks(passwords, password, exchange.Facts.Entropy);
        var busy = false;
        var outcome = await loop.RunAsync(exchange, exchange.Facts, step, async client =>
        {
            var gathered = await gather(client);
            var account = gathered.Facts.Account ?? new Account(null);

            // Behind the lock: what would not even be counted is not worth a hash.
            var facts = gathered.Facts with { Account = account with { PasswordIsRight = false } };
            if (!busy && step(client, facts) is var preview && !ReferenceEquals(preview.Next, client))
            {
                var check = await checks.AgainstAsync(account.User?.Password?.Hash, ct);
                busy = check is null;
                facts = facts with { Account = account with { PasswordIsRight = check?.IsRight, Rehash = check?.Rehash } };
            }

            return gathered with { Facts = facts };
        }, (client, facts) => busy ? Decision.Refuse<SignIn>(client, AuthErrors.Busy(5)) : null);
        return await AnswerSignInAsync(exchange, outcome, ct);
    }

    private Task<IResult> AnswerSignInAsync(Exchange exchange, Outcome<SignIn> outcome, CancellationToken ct)
    {
        StepTelemetry.Attempt(exchange.Http.HttpContext, (outcome.Decision.Subject ?? outcome.Decision.Next?.SignIn)?.Id.Value);
        return answers.OfAsync(
            exchange, outcome,
            (signIn, view) => SignInResource.From(
                signIn, signIn.User is { } user ? view.Users.GetValueOrDefault(user) : null, instance, exchange.Facts.Now),
            WireJson.Default.EnvelopeSignInResource, ct);
    }
}
