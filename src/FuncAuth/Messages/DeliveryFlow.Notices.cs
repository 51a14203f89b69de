using FuncAuth.Messages.Templates;
using FuncAuth.SignUps;
using FuncAuth.Users;

namespace FuncAuth.Messages;

/// <content>Word of a change.</content>
public static partial class DeliveryFlow
{
    private static Delivery ForNotice(MessageOrder order, MessageSubject.Notice notice, Facts facts)
    {
        if (facts.Now >= notice.At + Notices.Life)
            return new Delivery.Drop("it is no news any more");

        if (facts.Account?.User is not { } user)
            return new Delivery.Drop("the account is gone");

        // It was asked for before the change was made, and that came to nothing. Who is told of a change may be told of another one of the same moment.
        if (NoticeKinds.IsOfChange(notice.Kind) && user.UpdatedAt < notice.At)
            return new Delivery.Drop("the change was not made");

        return Destination(user, notice.Contact, order.Channel, facts.Now) is { } to
            ? new Delivery.Send(NoticeMessage.Render(order.Verification, order.Channel, to, notice.Kind, notice.At, facts.Instance, user.Locale))
            : new Delivery.Drop("there is nobody to send it to");
    }

    private static string? Destination(User user, IdentificationId contact, Channel channel, DateTimeOffset now)
    {
        var field = channel is Channel.Email ? Fields.EmailAddress : Fields.PhoneNumber;
        return (channel is Channel.Email
                ? user.EmailAddresses.FirstOrDefault(address => address.Id == contact)?.Value
                : user.PhoneNumbers.FirstOrDefault(number => number.Id == contact)?.Value)
            ?? user.RemovedContacts.FirstOrDefault(removed => removed.Id == contact && removed.Field == field && removed.IsKnownAt(now))?.Value;
    }
}
