using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.SignUps;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

public sealed partial class FrontendApi
{
    /// <summary>A new sign-up.</summary>
    public Task<IResult> CreateSignUpAsync(HttpRequest http, CancellationToken ct) => AdmitAsync(http, exchange =>
        exchange.Method is "POST"
            ? GatherAsync(exchange, (client, input, facts) => SignUpFlow.Create(client, input, facts), ct)
            : Task.FromResult<IResult>(Unknown(exchange)), ct);

    /// <summary>A sign-up, shown or changed.</summary>
    public Task<IResult> SignUpAsync(HttpRequest http, string id, CancellationToken ct) =>
        WithSignUpAsync(http, id, (exchange, signUp) => exchange.Method switch
        {
            "GET" => RunSignUpAsync(exchange, (client, _) => SignUpFlow.Show(client, signUp), ct),
            "PATCH" => GatherAsync(exchange, (client, input, facts) => SignUpFlow.Update(client, signUp, input, facts), ct),
            _ => Task.FromResult<IResult>(Unknown(exchange)),
        }, ct);

    /// <summary>A code for a field of a sign-up.</summary>
    public Task<IResult> PrepareSignUpAsync(HttpRequest http, string id, CancellationToken ct) =>
        VerifySignUpAsync(http, id, SignUpFlow.Prepare, ct);

    /// <summary>An answer to the code for a field of a sign-up.</summary>
    public Task<IResult> AttemptSignUpAsync(HttpRequest http, string id, CancellationToken ct) =>
        VerifySignUpAsync(http, id, SignUpFlow.Attempt, ct);

    private Task<IResult> VerifySignUpAsync(
        HttpRequest http, string id, Func<Clients.Client?, SignUpId, VerificationForm, Facts, Decision<SignUp>> step, CancellationToken ct) =>
        WithSignUpAsync(http, id, (exchange, signUp) =>
        {
            if (exchange.Method is not "POST")
                return Task.FromResult<IResult>(Unknown(exchange));

            var form = Forms.Verification(exchange.Form);
            return RunSignUpAsync(exchange, (client, facts) => step(client, signUp, form, facts), ct);
        }, ct);

    private Task<IResult> WithSignUpAsync(HttpRequest http, string id, Func<Exchange, SignUpId, Task<IResult>> step, CancellationToken ct) =>
        AdmitAsync(http, exchange => SignUpId.TryParse(id) is { } signUp ? step(exchange, signUp) : Task.FromResult<IResult>(Unknown(exchange)), ct);

    private async Task<IResult> RunSignUpAsync(
        Exchange exchange, Func<Clients.Client?, Facts, Decision<SignUp>> step, CancellationToken ct) =>
        await AnswerSignUpAsync(exchange, await loop.RunAsync(exchange, exchange.Facts, step), ct);

    /// <summary>
    /// Gathers what a form of fields needs: who owns its identifiers, and the hash of its password. The password comes last, and only
    /// where the step would be accepted: a hash costs as much as a hundred refusals.
    /// </summary>
    private async Task<IResult> GatherAsync(
        Exchange exchange, Func<Clients.Client?, SignUpInput, Facts, Decision<SignUp>> step, CancellationToken ct)
    {
        var input = SignUpInput.Read(Forms.SignUp(exchange.Form), instance);
        var client = exchange.Client?.Value;
        var facts = exchange.Facts with { Taken = await TakenAsync(input, client?.SignUp, ct) };

        if (input.Password is { } password && step(client, input, facts).IsAccepted)
        {
            if (await passwords.HashAsync(password, facts.Entropy.Bytes("password salt")[..16], ct) is not { } hash)
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
