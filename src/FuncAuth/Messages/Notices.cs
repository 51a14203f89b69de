using System.Collections.Immutable;
using System.Globalization;
using FuncAuth.Strategies;
using FuncAuth.Users;

namespace FuncAuth.Messages;

/// <summary>
/// Who is told of a change: the contacts that the user had before it, so that whoever changes what is not theirs cannot keep the owner from hearing of it
/// (SECURITY.md P10).
/// </summary>
public static class Notices
{
    /// <summary>How long word of a change is worth sending; a contact that was removed is remembered for as long.</summary>
    public static readonly TimeSpan Life = RemovedContact.Life;

    /// <summary>
    /// How long word of a change waits before it is looked at. Somebody waits for a code and nobody for this: codes that are asked for beside it go first
    /// (SECURITY.md R06). And it is asked for before the change is made, which takes its moment.
    /// </summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Word of a change, by e-mail; by SMS only where the user has no e-mail address. An address that the change removes is told too, so the user that is
    /// saved has to remember it (<see cref="User.Remembering"/>).
    /// </summary>
    /// <param name="kind">What is changed.</param>
    /// <param name="before">The user before the change.</param>
    /// <param name="facts">The facts of the step.</param>
    /// <param name="about">The contact that the change is about and that is to be told besides; null where there is none.</param>
    public static ImmutableArray<Effect> Of(NoticeKind kind, User before, Facts facts, IdentificationId? about = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(facts);
        var mails = Told(
            before.EmailAddresses.Select(address => new Contact(address.Id, address.Value, address.Verification is { IsVerified: true })),
            before.PrimaryEmailAddress, about);
        var (channel, told) = mails.IsEmpty
            ? (Channel.Sms, Told(
                before.PhoneNumbers.Select(number => new Contact(number.Id, number.Value, number.Verification is { IsVerified: true })),
                before.PrimaryPhoneNumber, about))
            : (Channel.Email, mails);
        return
        [
            .. told.Where(contact => !IsReserved(channel, contact.Value, facts)).Select(contact => new Effect.Send(new MessageOrder(
                channel, new MessageSubject.Notice(before.Id, kind, contact.Id, facts.Now), IdOf(kind, before.Id, contact.Id, facts), facts.TraceParent))),
        ];
    }

    // The primary one may be unproven where the instance asks for no proof: then there is no better one. Any other has to be the person's.
    private static ImmutableArray<Contact> Told(IEnumerable<Contact> contacts, IdentificationId? primary, IdentificationId? about)
    {
        ImmutableArray<Contact> all = [.. contacts.Where(contact => contact.IsProven || contact.Id == primary)];
        var main = all.FirstOrDefault(contact => contact.Id == primary) ?? all.FirstOrDefault();
        return [.. all.Where(contact => contact == main || (contact.IsProven && contact.Id == about))];
    }

    private static VerificationId IdOf(NoticeKind kind, UserId user, IdentificationId contact, Facts facts) => VerificationId.From(
        string.Create(CultureInfo.InvariantCulture, $"{user}/notice/{kind}/{contact}/{facts.Now.UtcTicks / OnceIn(kind).Ticks}"));

    // A message costs and fills an inbox, and a change costs nothing: who changes something to and fro is told of once a minute. A sign-up is tried by
    // strangers.
    private static TimeSpan OnceIn(NoticeKind kind) => kind is NoticeKind.SignUpAttempted ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1);

    private static bool IsReserved(Channel channel, string destination, Facts facts) =>
        facts.Instance.Strategies.Playing<ICodeStrategy>().Any(strategy =>
            strategy.Channel == channel && SentCodes.IsFixed(strategy, destination, facts.Instance));

    private sealed record Contact(IdentificationId Id, string Value, bool IsProven)
    {
        public override string ToString() => Id.Value;
    }
}
