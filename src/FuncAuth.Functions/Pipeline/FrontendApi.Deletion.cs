using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

public sealed partial class FrontendApi
{
    /// <summary>
    /// The signed-in user deletes the account. The client forgets first what its attempts hold of the user, so that nothing of it is left should the
    /// request be cut off once the user is gone.
    /// </summary>
    private async Task<IResult> DeleteUserAsync(Exchange exchange, Session session, CancellationToken ct)
    {
        var begun = await RunForUserAsync(exchange, session.Id, DeletionFlow.Begin, ct);
        if (!begun.Decision.IsAccepted)
            return await AnswerDeletedAsync(exchange, begun, ct);

        if (!ReferenceEquals(begun.Decision.Next, exchange.Own))
            exchange = await AgainAsync(exchange, ct);

        // A round that lost the race for the client finds the user gone, by this request or by another that wanted the same.
        var user = begun.Decision.Subject!;
        var gather = accounts.In(session.Id, exchange.Facts, ct);
        var isGone = false;
        var outcome = await loop.RunAsync(
            exchange, exchange.Facts,
            (client, facts) => client is null ? Decision.Refuse<User>(client, AuthErrors.AuthenticationInvalid)
                : facts.Account?.User is { } current ? DeletionFlow.Delete(client, current, facts)
                : isGone ? DeletionFlow.Gone(client, user, facts)
                : Decision.Refuse<User>(client, AuthErrors.AuthenticationInvalid),
            async client =>
            {
                var gathered = await gather(client);
                isGone = gathered.User is null && await users.FindAsync(user.Id, ct) is null;
                return gathered;
            });
        return await AnswerDeletedAsync(exchange, outcome, ct);
    }

    private Task<IResult> AnswerDeletedAsync(Exchange exchange, Outcome<User> outcome, CancellationToken ct) => answers.OfAsync(
        exchange, outcome, (user, _) => new DeletedObjectResource("user", user.Id.Value), WireJson.Default.EnvelopeDeletedObjectResource, ct);
}
