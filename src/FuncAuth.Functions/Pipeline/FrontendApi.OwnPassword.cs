using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

public sealed partial class FrontendApi
{
    /// <summary>Another password for the signed-in user, or a first one.</summary>
    public Task<IResult> ChangePasswordAsync(HttpRequest http, CancellationToken ct) => WithAccountAsync(http, "POST", (exchange, session) =>
    {
        var form = Forms.PasswordChange(exchange.Form);
        return ProveThenAsync(exchange, session, form, PasswordChangeFlow.ProveForChange, async (fresh, proven) =>
        {
            // Looked up and hashed once, and only where nothing else is in the way: a hash costs as much as a hundred refusals.
            var isLeaked = await leaks.IsLeakedAsync(form.New!, ct);
            var hash = isLeaked ? null : await passwords.HashAsync(form.New!, null, exchange.Facts.Entropy.Bytes("new password salt")[..16], ct);
            if (!isLeaked && hash is null)
                return new Outcome<User>(Decision.Refuse<User>(fresh.Own, AuthErrors.Busy(5)));

            var gather = accounts.In(session.Id, exchange.Facts with { PasswordIsLeaked = isLeaked, PasswordHash = hash }, ct);
            return await RunForUserAsync(
                fresh, (client, user, facts) => PasswordChangeFlow.Change(client, user, session.Id, proven, form, facts), gather);
        }, ct);
    }, ct);

    /// <summary>No password any more for the signed-in user.</summary>
    public Task<IResult> RemovePasswordAsync(HttpRequest http, CancellationToken ct) => WithAccountAsync(http, "POST", (exchange, session) =>
        ProveThenAsync(exchange, session, Forms.PasswordChange(exchange.Form), PasswordChangeFlow.ProveForRemoval, (fresh, proven) => RunForUserAsync(
            fresh, session.Id, (client, user, facts) => PasswordChangeFlow.Remove(client, user, proven, facts), ct), ct), ct);

    /// <summary>
    /// Has the current password proven, checked once and committed before anything else is done or said, and then goes on with the client as it is
    /// after that.
    /// </summary>
    private async Task<IResult> ProveThenAsync(
        Exchange exchange, Session session, PasswordChangeForm form, Func<Client, User, PasswordChangeForm, Facts, Decision<User>> prove,
        Func<Exchange, User, Task<Outcome<User>>> then, CancellationToken ct)
    {
        var checks = new PasswordChecks(passwords, form.Current ?? new Secret(""), exchange.Facts.Entropy);
        var busy = false;
        Decision<User> Step(Client client, User user, Facts facts) =>
            busy ? Decision.Refuse<User>(client, AuthErrors.Busy(5)) : prove(client, user, form, facts);

        var gather = accounts.In(session.Id, exchange.Facts, ct);
        var outcome = await RunForUserAsync(exchange, Step, async client =>
        {
            var gathered = await gather(client);
            if (busy || client is null || gathered is not { User.Value: { Password.Hash: { } hash } user, Facts.Account: { } account })
                return gathered;

            // Behind the lock: what would not even be counted is not worth a hash.
            var wrong = gathered.Facts with { Account = account with { PasswordIsRight = false } };
            var preview = Step(client, user, wrong);
            if (ReferenceEquals(preview.Next, client) && preview.Effects.IsEmpty)
                return gathered;

            var check = await checks.AgainstAsync(hash, ct);
            busy = check is null;
            return gathered with { Facts = gathered.Facts with { Account = account with { PasswordIsRight = check?.IsRight } } };
        });

        if (!outcome.Decision.IsAccepted)
            return await AnswerUserAsync(exchange, outcome, ct);

        var fresh = await AgainAsync(exchange, ct);
        return await AnswerUserAsync(fresh, await then(fresh, outcome.Decision.Subject!), ct);
    }

    /// <summary>
    /// The same request with its client as it is by now; without one where its cookie is another one by now, for whoever holds the old one may not see
    /// what has happened since.
    /// </summary>
    private async Task<Exchange> AgainAsync(Exchange exchange, CancellationToken ct)
    {
        var before = exchange.Client!.Value.Value;
        return exchange with { Client = await clients.FindAsync(before.Id, ct) is { } fresh && fresh.Value.TokenHash == before.TokenHash ? fresh : null };
    }
}
