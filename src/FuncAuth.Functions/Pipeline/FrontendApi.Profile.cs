using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

public sealed partial class FrontendApi
{
    /// <summary>The metadata of the signed-in user, patched.</summary>
    public Task<IResult> MetadataAsync(HttpRequest http, CancellationToken ct) => WithAccountAsync(http, "PATCH", async (exchange, session) =>
    {
        var patch = Forms.Metadata(exchange.Form);
        return await AnswerUserAsync(
            exchange, await RunForUserAsync(exchange, session.Id, (client, user, facts) => ProfileFlow.UpdateMetadata(client, user, patch, facts), ct), ct);
    }, ct);

    private async Task<IResult> UpdateProfileAsync(Exchange exchange, Session session, CancellationToken ct)
    {
        var form = Forms.Profile(exchange.Form);
        Decision<User> Step(Client client, User user, Facts facts) => ProfileFlow.Update(client, user, form, facts);
        return await AnswerUserAsync(exchange, await RunAskingAsync(exchange, session, Step, WhatWasNotToBeHad, ct), ct);
    }

    /// <summary>Admits a request about the account of the signed-in user that is served for one method alone.</summary>
    private Task<IResult> WithAccountAsync(HttpRequest http, string method, Func<Exchange, Session, Task<IResult>> step, CancellationToken ct) =>
        WithUserAsync(http, (exchange, session) => exchange.Method != method ? UnknownAsync(exchange, ct) : OnceEachAsync(exchange, session, step, ct), ct);

    private Task<IResult> OnceEachAsync(Exchange exchange, Session session, Func<Exchange, Session, Task<IResult>> step, CancellationToken ct) =>
        Forms.RepeatedInAccount(exchange.Form) is { IsEmpty: false } repeated ? RefuseAsync(exchange, repeated, ct) : step(exchange, session);
}
