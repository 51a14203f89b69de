using FuncAuth.Messages.Templates;
using FuncAuth.Strategies;
using FuncAuth.Users;

namespace FuncAuth.Messages;

/// <content>Codes for contacts that users add.</content>
public static partial class DeliveryFlow
{
    private static Delivery ForContact(MessageOrder order, MessageSubject.ContactCode wanted, Facts facts)
    {
        if (facts.Account?.User is not { } user)
            return new Delivery.Drop("the account is gone");

        if (wanted.FindIn(user) is not { } contact)
            return new Delivery.Drop("the contact is gone");

        if (contact.Verification is not { } verification || verification.Id != order.Verification)
            return new Delivery.Drop("a later code took its place");

        if (WhyUnwanted(verification, facts) is { } why)
            return new Delivery.Drop(why);

        if (facts.Instance.Strategies.Find<IFieldVerifier>(verification.Strategy) is not { } strategy || strategy.Channel != order.Channel)
            return new Delivery.Drop("the strategy is no longer built");

        // Whoever reads there is told, and gets nothing that somebody could coax out of them.
        return facts.Taken.Contains(contact.Identifier)
            ? new Delivery.Send(NoticeMessage.Render(
                order.Verification, order.Channel, contact.Value, NoticeKind.ContactClaimAttempted, verification.PreparedAt, facts.Instance, null))
            : Render(order, contact.Value, ContactCodes.Derive(user, contact, verification, facts.Codes), verification, user.Locale, facts);
    }

    /// <summary>The contact that a code is for; null where the user no longer has it.</summary>
    public static UserContact? FindIn(this MessageSubject.ContactCode code, User user)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(user);
        return user.ContactsIn(SignUps.Fields.EmailAddress).Concat(user.ContactsIn(SignUps.Fields.PhoneNumber)).FirstOrDefault(contact => contact.Id == code.Contact);
    }
}
