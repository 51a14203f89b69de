using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

public sealed partial class FrontendApi
{
    /// <summary>One more e-mail address of the signed-in user.</summary>
    public Task<IResult> AddEmailAddressAsync(HttpRequest http, CancellationToken ct) => AddContactAsync(http, Fields.EmailAddress, ct);

    /// <summary>An e-mail address of the signed-in user, shown or removed.</summary>
    public Task<IResult> EmailAddressAsync(HttpRequest http, string id, CancellationToken ct) =>
        WithContactAsync(http, id, (exchange, session, contact) => exchange.Method switch
        {
            "GET" => ShowContactAsync(exchange, session, Fields.EmailAddress, contact, ct),
            "DELETE" => RemoveContactAsync(exchange, session, Fields.EmailAddress, contact, ct),
            _ => UnknownAsync(exchange, ct),
        }, ct);

    /// <summary>A code for an e-mail address of the signed-in user.</summary>
    public Task<IResult> PrepareEmailAddressAsync(HttpRequest http, string id, CancellationToken ct) => PrepareContactAsync(http, id, Fields.EmailAddress, ct);

    /// <summary>An answer to that code.</summary>
    public Task<IResult> AttemptEmailAddressAsync(HttpRequest http, string id, CancellationToken ct) => AttemptContactAsync(http, id, Fields.EmailAddress, ct);

    /// <summary>One more phone number of the signed-in user.</summary>
    public Task<IResult> AddPhoneNumberAsync(HttpRequest http, CancellationToken ct) => AddContactAsync(http, Fields.PhoneNumber, ct);

    /// <summary>A phone number of the signed-in user, shown, put to another use or removed.</summary>
    public Task<IResult> PhoneNumberAsync(HttpRequest http, string id, CancellationToken ct) =>
        WithContactAsync(http, id, (exchange, session, contact) => exchange.Method switch
        {
            "GET" => ShowContactAsync(exchange, session, Fields.PhoneNumber, contact, ct),
            "PATCH" => UpdatePhoneNumberAsync(exchange, session, contact, ct),
            "DELETE" => RemoveContactAsync(exchange, session, Fields.PhoneNumber, contact, ct),
            _ => UnknownAsync(exchange, ct),
        }, ct);

    /// <summary>A code for a phone number of the signed-in user.</summary>
    public Task<IResult> PreparePhoneNumberAsync(HttpRequest http, string id, CancellationToken ct) => PrepareContactAsync(http, id, Fields.PhoneNumber, ct);

    /// <summary>An answer to that code.</summary>
    public Task<IResult> AttemptPhoneNumberAsync(HttpRequest http, string id, CancellationToken ct) => AttemptContactAsync(http, id, Fields.PhoneNumber, ct);

    private async Task<IResult> UpdatePhoneNumberAsync(Exchange exchange, Session session, IdentificationId contact, CancellationToken ct)
    {
        var form = Forms.SecondFactor(exchange.Form);
        var outcome = await RunForUserAsync(exchange, session.Id, (client, user, facts) => SecondFactorFlow.Update(client, user, contact, form, facts), ct);
        return await answers.OfAsync(
            exchange, outcome, (number, _) => PhoneNumberResource.From(number, instance, exchange.Facts.Now), WireJson.Default.EnvelopePhoneNumberResource, ct);
    }

    private Task<IResult> AddContactAsync(HttpRequest http, string field, CancellationToken ct) => WithUserAsync(http, async (exchange, session) =>
    {
        if (exchange.Method is not "POST")
            return await UnknownAsync(exchange, ct);
        if (Forms.RepeatedInContacts(exchange.Form) is { IsEmpty: false } repeated)
            return await RefuseAsync(exchange, repeated, ct);

        var sent = Forms.Contact(exchange.Form, field);
        Decision<UserContact> Step(Client client, User user, Facts facts) => ContactFlow.Add(client, user, field, sent, facts);

        // Asked only about what would be added, and not at all where nobody may learn it (SECURITY.md E08).
        var outcome = await RunAskingAsync(
            exchange, session, Step, (decision, _) => instance.SignIns.HidesAccounts || decision.Effects.IsEmpty ? null : decision.Subject?.Identifier, ct);
        return await AnswerContactAsync(exchange, session, outcome, ct);
    }, ct);

    private Task<IResult> PrepareContactAsync(HttpRequest http, string id, string field, CancellationToken ct) =>
        WithContactAsync(http, id, async (exchange, session, contact) =>
        {
            if (exchange.Method is not "POST")
                return await UnknownAsync(exchange, ct);

            var form = Forms.Verification(exchange.Form);
            StepTelemetry.Strategy(http.HttpContext, form.Strategy, instance.Strategies);
            var outcome = await RunForUserAsync(
                exchange, session.Id, (client, user, facts) => ContactFlow.Prepare(client, user, field, contact, form.Strategy, facts), ct);
            return await AnswerContactAsync(exchange, session, outcome, ct);
        }, ct);

    private Task<IResult> AttemptContactAsync(HttpRequest http, string id, string field, CancellationToken ct) =>
        WithContactAsync(http, id, async (exchange, session, contact) =>
        {
            if (exchange.Method is not "POST")
                return await UnknownAsync(exchange, ct);

            var form = Forms.Verification(exchange.Form);
            Decision<UserContact> Step(Client client, User user, Facts facts) => ContactFlow.Attempt(client, user, field, contact, form.Code, facts);

            var outcome = await RunAskingAsync(exchange, session, Step, WhatWasNotToBeHad, ct);
            return await AnswerContactAsync(exchange, session, outcome, ct);
        }, ct);

    private async Task<IResult> RemoveContactAsync(Exchange exchange, Session session, string field, IdentificationId contact, CancellationToken ct)
    {
        var outcome = await RunForUserAsync(exchange, session.Id, (client, user, facts) => ContactFlow.Remove(client, user, field, contact, facts), ct);
        return await answers.OfAsync(
            exchange, outcome, (removed, _) => new DeletedObjectResource(removed.Field, removed.Id.Value), WireJson.Default.EnvelopeDeletedObjectResource, ct);
    }

    private Task<IResult> ShowContactAsync(Exchange exchange, Session session, string field, IdentificationId contact, CancellationToken ct) =>
        AnswerContactAsync(exchange, session, new Outcome<UserContact>(
            exchange.Known.TryGetValue(session.User, out var user) && user.ContactsIn(field).FirstOrDefault(own => own.Id == contact) is { } found
                ? new Decision<UserContact>(exchange.Own, found, [], [])
                : Decision.Refuse<UserContact>(exchange.Own, AuthErrors.ResourceNotFound)), ct);

    /// <summary>Admits a request about one contact of the signed-in user. An id that is nobody's is the same as one that is somebody else's.</summary>
    private Task<IResult> WithContactAsync(
        HttpRequest http, string id, Func<Exchange, Session, IdentificationId, Task<IResult>> step, CancellationToken ct) =>
        WithUserAsync(http, (exchange, session) =>
            IdentificationId.TryParse(id) is not { } contact ? UnknownAsync(exchange, ct)
            : Forms.RepeatedInContacts(exchange.Form) is { IsEmpty: false } repeated ? RefuseAsync(exchange, repeated, ct)
            : step(exchange, session, contact), ct);

    private Task<IResult> AnswerContactAsync(Exchange exchange, Session session, Outcome<UserContact> outcome, CancellationToken ct)
    {
        var field = outcome.Decision.Subject?.Field;
        return field is Fields.PhoneNumber
            ? answers.OfAsync(
                exchange, outcome, (contact, view) => view.Users.GetValueOrDefault(session.User)?.PhoneNumbers.FirstOrDefault(number => number.Id == contact.Id) is { } number
                    ? PhoneNumberResource.From(number, instance, exchange.Facts.Now) : null, WireJson.Default.EnvelopePhoneNumberResource, ct)
            : answers.OfAsync(
                exchange, outcome, (contact, view) => view.Users.GetValueOrDefault(session.User) is { } user && user.EmailAddresses.FirstOrDefault(address => address.Id == contact.Id) is { } address
                    ? EmailAddressResource.From(address, user, instance, exchange.Facts.Now) : null, WireJson.Default.EnvelopeEmailAddressResource, ct);
    }
}
