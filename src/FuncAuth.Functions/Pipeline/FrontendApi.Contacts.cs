using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

public sealed partial class FrontendApi
{
    /// <summary>A phone number of the signed-in user, shown or put to another use.</summary>
    public Task<IResult> PhoneNumberAsync(HttpRequest http, string id, CancellationToken ct) =>
        WithContactAsync(http, id, (exchange, session, contact) => exchange.Method switch
        {
            "GET" => AnswerPhoneNumberAsync(
                exchange, Shown(exchange, session, user => user.PhoneNumbers.FirstOrDefault(number => number.Id == contact)), ct),
            "PATCH" => UpdatePhoneNumberAsync(exchange, session, contact, ct),
            _ => UnknownAsync(exchange, ct),
        }, ct);

    private async Task<IResult> UpdatePhoneNumberAsync(Exchange exchange, Session session, IdentificationId contact, CancellationToken ct)
    {
        var form = Forms.SecondFactor(exchange.Form);
        return await AnswerPhoneNumberAsync(
            exchange, await RunForUserAsync(exchange, session.Id, (client, user, facts) => SecondFactorFlow.Update(client, user, contact, form, facts), ct), ct);
    }

    /// <summary>Admits a request about one contact of the signed-in user. An id that is nobody's is the same as one that is somebody else's.</summary>
    private Task<IResult> WithContactAsync(
        HttpRequest http, string id, Func<Exchange, Session, IdentificationId, Task<IResult>> step, CancellationToken ct) =>
        WithUserAsync(http, (exchange, session) =>
            IdentificationId.TryParse(id) is not { } contact ? UnknownAsync(exchange, ct)
            : Forms.RepeatedInContacts(exchange.Form) is { IsEmpty: false } repeated ? RefuseAsync(exchange, repeated, ct)
            : step(exchange, session, contact), ct);

    private static Outcome<TContact> Shown<TContact>(Exchange exchange, Session session, Func<User, TContact?> find)
        where TContact : class => new(
            exchange.Known.TryGetValue(session.User, out var user) && find(user) is { } contact
                ? new Decision<TContact>(exchange.Own, contact, [], [])
                : Decision.Refuse<TContact>(exchange.Own, AuthErrors.ResourceNotFound));

    private Task<IResult> AnswerPhoneNumberAsync(Exchange exchange, Outcome<PhoneNumber> outcome, CancellationToken ct) => answers.OfAsync(
        exchange, outcome, (number, _) => PhoneNumberResource.From(number, instance, exchange.Facts.Now), WireJson.Default.EnvelopePhoneNumberResource, ct);
}
