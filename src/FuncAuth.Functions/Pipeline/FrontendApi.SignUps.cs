using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

public sealed partial class FrontendApi
{
    /// <summary>A new sign-up.</summary>
    public Task<IResult> CreateSignUpAsync(HttpRequest http, CancellationToken ct) => AdmitAsync(http, exchange =>
        exchange.Method is not "POST" ? UnknownAsync(exchange, ct)
        : Forms.Repeated(exchange.Form) is { IsEmpty: false } repeated ? RefuseAsync(exchange, repeated, ct)
        : GatherAsync(exchange, null, SignUpFlow.Create, ct), ct);

    /// <summary>A sign-up, shown or changed.</summary>
    public Task<IResult> SignUpAsync(HttpRequest http, string id, CancellationToken ct) =>
        WithSignUpAsync(http, id, (exchange, signUp) => exchange.Method switch
        {
            "GET" => RunSignUpAsync(exchange, (client, _) => SignUpFlow.Show(client, signUp), null, ct),
            "PATCH" => GatherAsync(exchange, signUp, (client, input, facts) => SignUpFlow.Update(client, signUp, input, facts), ct),
            _ => UnknownAsync(exchange, ct),
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
                return UnknownAsync(exchange, ct);

            var form = Forms.Verification(exchange.Form);
            StepTelemetry.Strategy(http.HttpContext, form.Strategy, instance.Strategies);
            Decision<SignUp> Step(Client? client, Facts facts) => step(client, signUp, form, facts);
            var misses = accounts.ToProve(signUp, form, exchange.Facts, ct);
            return RunSignUpAsync(exchange, Step, async client => await WhoseAsync(client, form, await misses(client), Step), ct);
        }, ct);

    /// <summary>
    /// Gathers whose the contact is that a code proves, where nobody may learn that from a sign-up. Asked only where the answer turns on it, so behind a
    /// right code: a wrong one costs the same whoever has the contact.
    /// </summary>
    private async Task<Gathered> WhoseAsync(Client? client, VerificationForm form, Gathered gathered, Func<Client?, Facts, Decision<SignUp>> step)
    {
        if (instance.Strategies.Find<IFieldVerifier>(form.Strategy ?? "") is not { Field: var field } || !instance.Hides(field)
            || client?.SignUp is not { } signUp || signUp.Collected.ContactIn(field) is not { } contact)
            return gathered;

        var facts = gathered.Facts;
        ImmutableHashSet<Identifier> asked = [Identifier.Of(field, contact.Value)];
        return step(client, facts).Errors.SequenceEqual(step(client, facts with { Taken = asked }).Errors)
            ? gathered
            : gathered with { Facts = facts with { Taken = await TakenAsync(asked, signUp, CancellationToken.None) } };
    }

    private Task<IResult> WithSignUpAsync(HttpRequest http, string id, Func<Exchange, SignUpId, Task<IResult>> step, CancellationToken ct) =>
        AdmitAsync(http, exchange =>
            SignUpId.TryParse(id) is not { } signUp ? UnknownAsync(exchange, ct)
            : Forms.Repeated(exchange.Form) is { IsEmpty: false } repeated ? RefuseAsync(exchange, repeated, ct)
            : step(exchange, signUp), ct);

    private async Task<IResult> RunSignUpAsync(
        Exchange exchange, Func<Client?, Facts, Decision<SignUp>> step, Func<Client?, Task<Gathered>>? gather, CancellationToken ct) =>
        await AnswerSignUpAsync(exchange, await loop.RunAsync(exchange, exchange.Facts, step, gather), ct);

    /// <summary>Has a form of fields decided once what it needs is gathered, and gathers again where the sign-up has changed under it.</summary>
    private async Task<IResult> GatherAsync(
        Exchange exchange, SignUpId? updated, Func<Client?, SignUpInput, Facts, Decision<SignUp>> step, CancellationToken ct)
    {
        const int rounds = 3;
        var input = SignUpInput.Read(Forms.SignUp(exchange.Form), instance, exchange.Facts.PageOrigin);
        StepTelemetry.Strategy(exchange.Http.HttpContext, input.LeadsTo, instance.Strategies);
        Decision<SignUp> Step(Client? client, Facts latest) => step(client, input, latest);

        var asRead = exchange;
        for (var round = 1; ; round++)
        {
            if (await FindOutAsync(asRead, updated, input, step, ct) is not { } facts)
                return await RefuseAsync(exchange, [AuthErrors.Busy(5)], ct);

            Task<Gathered> TransferredAsync(Client? client) => input.Transfers
                ? OfWhomAsync(
                    ExternalTransfer.ToSignUp(client, facts.Now)?.Identity, facts, (identity, known, end) => ToSignUpAsync(null, identity, known, end), ct)
                : Task.FromResult(new Gathered(facts));

            var outcome = await loop.RunAsync(asRead, facts, Step, departures.After(input.LeadsTo, input.Wish, Step, TransferredAsync, ct));
            if (round == rounds || !outcome.Decision.Errors.Contains(PasswordErrors.Unjudged)
                || outcome.Decision.Next is not { } met || await clients.FindAsync(met.Id, ct) is not { } fresh)
            {
                return await AnswerSignUpAsync(exchange, outcome, ct);
            }

            asRead = exchange with { Client = fresh };
        }
    }

    /// <summary>
    /// What a form of fields needs: who owns its identifiers, whether its password is known from leaks, the hash of it; or whether its words
    /// are the password that was given earlier. Null where there was no place for the hashing in time.
    /// </summary>
    private async Task<Facts?> FindOutAsync(
        Exchange exchange, SignUpId? updated, SignUpInput input, Func<Client?, SignUpInput, Facts, Decision<SignUp>> step, CancellationToken ct)
    {
        var client = exchange.Client?.Value;
        var signUp = client?.SignUp is { State: not SignUpState.Complete } open && open.Id == updated ? open : null;
        var collected = signUp?.Collected ?? new Collected();

        // What would be refused if all went well is refused without a look at whose the identifiers are, so that no answer can tell. A
        // completion that is under way may come to nothing, and then the step is decided once more.
        var allWell = exchange.Facts with { PasswordHash = "", Tried = TriedWords.InVain };
        if (client?.SignUp?.State is not SignUpState.Completing && step(client, input, allWell) is { IsAccepted: false } refusal
            && ReferenceEquals(refusal.Next, client))
        {
            return allWell;
        }

        var isInOrder = input.ErrorsOn(collected).IsEmpty;
        var facts = exchange.Facts with { Taken = isInOrder ? await TakenAsync(input.Identifiers.Where(identifier => !instance.Hides(identifier.Kind)), signUp, ct) : [] };

        // What is dear comes last, and only where the step would do something: a hash costs as much as a hundred refusals. So the step is
        // rehearsed as if all went well. A cut-off completion refuses whatever is not the same once more, and that cannot be told yet.
        var rehearsal = step(client, input, facts with { PasswordHash = "", Tried = TriedWords.InVain });
        if (!isInOrder || !(rehearsal.IsAccepted || !ReferenceEquals(rehearsal.Next, client) || signUp?.State is SignUpState.Completing))
            return facts;

        if (input.Password is { } password)
        {
            if (await leaks.IsLeakedAsync(password, ct))
                return facts with { PasswordIsLeaked = true };

            // The call that a cut-off completion waits for: its password is not another one only because its salt would be.
            var given = signUp is { State: SignUpState.Completing, Collected.PasswordHash: { } stored } ? stored : null;
            return await passwords.HashAsync(password, given, facts.Entropy.Bytes("password salt")[..16], ct) is { } hash
                ? facts with { PasswordHash = hash }
                : null;
        }

        if (signUp is not { State: SignUpState.Gathering, Collected.PasswordHash: { } earlier }
            || input.WordsToTry(collected) is not { IsEmpty: false } words)
        {
            return facts;
        }

        return await passwords.TryAsync([.. words.Select(candidate => candidate.Word)], earlier, ct) is { } tried ? facts with { Tried = tried } : null;
    }

    // An identifier that a cut-off completion of this very sign-up has claimed is its own.
    private async Task<ImmutableHashSet<Identifier>> TakenAsync(IEnumerable<Identifier> asked, SignUp? signUp, CancellationToken ct)
    {
        var own = signUp is null ? (UserId?)null : UserId.From(signUp.Id.Value);
        var owners = await Task.WhenAll(asked.Select(async identifier => (identifier, owner: await identifiers.FindOwnerAsync(identifier, ct))));
        return [.. owners.Where(found => found.owner is { } owner && owner != own).Select(found => found.identifier)];
    }
}
