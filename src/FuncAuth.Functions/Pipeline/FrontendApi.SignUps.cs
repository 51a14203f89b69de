using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.SignUps;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

public sealed partial class FrontendApi
{
    /// <summary>A new sign-up.</summary>
    public Task<IResult> CreateSignUpAsync(HttpRequest http, CancellationToken ct) => AdmitAsync(http, exchange =>
        exchange.Method is not "POST" ? Task.FromResult<IResult>(Unknown(exchange))
        : Forms.Repeated(exchange.Form) is { IsEmpty: false } repeated ? Task.FromResult<IResult>(Answers.Refuse(http.HttpContext, repeated))
        : GatherAsync(exchange, null, SignUpFlow.Create, ct), ct);

    /// <summary>A sign-up, shown or changed.</summary>
    public Task<IResult> SignUpAsync(HttpRequest http, string id, CancellationToken ct) =>
        WithSignUpAsync(http, id, (exchange, signUp) => exchange.Method switch
        {
            "GET" => RunSignUpAsync(exchange, (client, _) => SignUpFlow.Show(client, signUp), ct),
            "PATCH" => GatherAsync(exchange, signUp, (client, input, facts) => SignUpFlow.Update(client, signUp, input, facts), ct),
            _ => Task.FromResult<IResult>(Unknown(exchange)),
        }, ct);

    /// <summary>A code for a field of a sign-up.</summary>
    public Task<IResult> PrepareSignUpAsync(HttpRequest http, string id, CancellationToken ct) =>
        VerifySignUpAsync(http, id, SignUpFlow.Prepare, ct);

    /// <summary>An answer to the code for a field of a sign-up.</summary>
    public Task<IResult> AttemptSignUpAsync(HttpRequest http, string id, CancellationToken ct) =>
        VerifySignUpAsync(http, id, SignUpFlow.Attempt, ct);

    private Task<IResult> VerifySignUpAsync(
        HttpRequest http, string id, Func<Client?, SignUpId, VerificationForm, Facts, Decision<SignUp>> step, CancellationToken ct) =>
        WithSignUpAsync(http, id, (exchange, signUp) =>
        {
            if (exchange.Method is not "POST")
                return Task.FromResult<IResult>(Unknown(exchange));

            var form = Forms.Verification(exchange.Form);
            return RunSignUpAsync(exchange, (client, facts) => step(client, signUp, form, facts), ct);
        }, ct);

    private Task<IResult> WithSignUpAsync(HttpRequest http, string id, Func<Exchange, SignUpId, Task<IResult>> step, CancellationToken ct) =>
        AdmitAsync(http, exchange =>
            SignUpId.TryParse(id) is not { } signUp ? Task.FromResult<IResult>(Unknown(exchange))
            : Forms.Repeated(exchange.Form) is { IsEmpty: false } repeated ? Task.FromResult<IResult>(Answers.Refuse(http.HttpContext, repeated))
            : step(exchange, signUp), ct);

    private async Task<IResult> RunSignUpAsync(
        Exchange exchange, Func<Client?, Facts, Decision<SignUp>> step, CancellationToken ct) =>
        await AnswerSignUpAsync(exchange, await loop.RunAsync(exchange, exchange.Facts, step), ct);

    /// <summary>
    /// Gathers what a form of fields needs: who owns its identifiers, and the hash of its password. The password comes last, and only
    /// where the step would do something: a hash costs as much as a hundred refusals.
    /// </summary>
    private async Task<IResult> GatherAsync(
        Exchange exchange, SignUpId? updated, Func<Client?, SignUpInput, Facts, Decision<SignUp>> step, CancellationToken ct)
    {
        var input = SignUpInput.Read(Forms.SignUp(exchange.Form), instance);
        var client = exchange.Client?.Value;
        var signUp = client?.SignUp is { State: not SignUpState.Complete } open && open.Id == updated ? open : null;
        var facts = exchange.Facts with { Taken = await TakenAsync(input, signUp, ct) };

        if (input.Password is { } password && input.Errors.IsEmpty && step(client, input, facts) is var preview
            && (preview.IsAccepted || !ReferenceEquals(preview.Next, client) || signUp?.State is SignUpState.Completing))
        {
            // The call that a cut-off completion waits for: its password is not another one only because its salt would be.
            var given = signUp is { State: SignUpState.Completing, Collected.PasswordHash: { } stored } ? stored : null;
            if (await passwords.HashAsync(password, given, facts.Entropy.Bytes("password salt")[..16], ct) is not { } hash)
                return Answers.Refuse(exchange.Http.HttpContext, [AuthErrors.Busy(5)]);
            facts = facts with { PasswordHash = hash };
        }

        var outcome = await loop.RunAsync(exchange, facts, (current, latest) => step(current, input, latest));
        return await AnswerSignUpAsync(exchange, outcome, ct);
    }

    // An identifier that a cut-off completion of this very sign-up has claimed is its own.
    private async Task<ImmutableHashSet<Identifier>> TakenAsync(SignUpInput input, SignUp? signUp, CancellationToken ct)
    {
        if (!input.Errors.IsEmpty)
            return [];

        var own = signUp is null ? (UserId?)null : UserId.From(signUp.Id.Value);
        var owners = await Task.WhenAll(input.Identifiers.Select(async identifier => (identifier, owner: await identifiers.FindOwnerAsync(identifier, ct))));
        return [.. owners.Where(found => found.owner is { } owner && owner != own).Select(found => found.identifier)];
    }
}
