using System.Collections.Immutable;
using FuncAuth.Messages;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Users;

namespace FuncAuth.Tests.Messages;

public class NoticesTests
{
    private static readonly EmailAddress Main = Address("main@example.com");
    private static readonly EmailAddress Other = Address("other@example.com");
    private static readonly EmailAddress Unproven = Address("unproven@example.com", proven: false);
    private static readonly PhoneNumber Phone = Number("+12025550101");
    private static readonly PhoneNumber OtherPhone = Number("+12025550102");

    [Fact]
    public void The_primary_address_is_told_and_no_other()
    {
        var order = Assert.Single(Told(Person([Other, Main, Unproven], [Phone])));

        Assert.Equal(Channel.Email, order.Channel);
        Assert.Equal(new MessageSubject.Notice(UserId.From("jane"), NoticeKind.PasswordChanged, Main.Id, Given.Now), order.Subject);
    }

    [Fact]
    public void Who_has_only_a_phone_is_told_there() =>
        Assert.Equal([(Channel.Sms, Phone.Id)], Contacts(Told(Person([], [OtherPhone, Phone]))));

    [Fact]
    public void An_address_that_goes_is_told_beside_the_primary_one() =>
        Assert.Equal([(Channel.Email, Other.Id), (Channel.Email, Main.Id)], Contacts(Told(Person([Other, Main], [Phone]), Other.Id)));

    [Fact]
    public void A_number_that_goes_is_not_told_where_there_is_an_address() =>
        Assert.Equal([(Channel.Email, Main.Id)], Contacts(Told(Person([Main], [Phone]), Phone.Id)));

    // Somebody else's address may have been typed: it hears nothing of an account that is not its owner's.
    [Fact]
    public void An_address_that_was_never_proven_is_not_told() =>
        Assert.Equal([(Channel.Email, Main.Id)], Contacts(Told(Person([Unproven, Main], []), Unproven.Id)));

    [Fact]
    public void Without_a_primary_address_a_proven_one_is_told_and_without_either_a_number()
    {
        Assert.Equal([(Channel.Email, Other.Id)], Contacts(Told(Person([Unproven, Other], [Phone]) with { PrimaryEmailAddress = null })));
        Assert.Equal([(Channel.Sms, Phone.Id)], Contacts(Told(Person([Unproven], [Phone]) with { PrimaryEmailAddress = null })));
    }

    // Where the instance asks for no proof there is no better address.
    [Fact]
    public void The_primary_address_is_told_unproven_too() =>
        Assert.Equal([(Channel.Email, Unproven.Id)], Contacts(Told(Person([Unproven], [Phone]) with { PrimaryEmailAddress = Unproven.Id })));

    [Fact]
    public void Nobody_is_told_who_cannot_be() => Assert.Empty(Told(Person([], [])));

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void A_reserved_address_is_sent_nothing_in_test_mode(bool testMode, int sent)
    {
        var reserved = Address("jane+clerk_test@example.com");
        var facts = Given.Facts(instance: Given.Instance with { TestMode = testMode });

        Assert.Equal(sent, Notices.Of(NoticeKind.PasswordChanged, Person([reserved], []) with { PrimaryEmailAddress = reserved.Id }, facts).Length);
    }

    [Theory]
    [InlineData(Channel.Email)]
    [InlineData(Channel.Sms)]
    public void A_change_that_is_made_over_and_over_is_told_once_a_minute_and_another_kind_of_change_beside_it(Channel channel)
    {
        var user = channel is Channel.Email ? Person([Main], []) : Person([], [Phone]);
        VerificationId Id(int request, TimeSpan after, NoticeKind kind = NoticeKind.PasswordChanged) => Assert.IsType<Effect.Send>(Assert.Single(
            Notices.Of(kind, user, Given.Facts(request, after, Given.Instance with { TestMode = false })))).Order.Verification;

        Assert.Equal(Id(1, default), Id(1, default));
        Assert.Equal(Id(1, default), Id(2, TimeSpan.FromSeconds(59)));
        Assert.NotEqual(Id(1, default), Id(2, TimeSpan.FromMinutes(1)));
        Assert.NotEqual(Id(1, default), Id(2, TimeSpan.FromSeconds(1), NoticeKind.PasswordRemoved));
    }

    // It is asked for before the change is written.
    [Fact]
    public void P10_word_of_a_change_that_was_not_made_is_not_sent()
    {
        var before = Person([Main], []);
        var order = Told(before, after: TimeSpan.FromTicks(1))[0];

        Assert.IsType<Delivery.Drop>(Deliver(order, before));
        Assert.IsType<Delivery.Send>(Deliver(order, before.ChangedAt(Given.Now.AddTicks(1))));
    }

    [Fact]
    public void Word_of_what_was_only_tried_needs_no_change()
    {
        var user = Person([Main], []);
        var order = Assert.IsType<Effect.Send>(Assert.Single(Notices.Of(NoticeKind.SignUpAttempted, user, Given.Facts(after: TimeSpan.FromHours(1))))).Order;

        Assert.IsType<Delivery.Send>(Deliver(order, user, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Sign_ups_that_strangers_try_are_told_once_an_hour()
    {
        var user = Person([Main], []);
        VerificationId Id(int request, TimeSpan after) =>
            Assert.IsType<Effect.Send>(Assert.Single(Notices.Of(NoticeKind.SignUpAttempted, user, Given.Facts(request, after)))).Order.Verification;

        Assert.Equal(Id(1, default), Id(2, TimeSpan.FromMinutes(59)));
        Assert.NotEqual(Id(1, default), Id(2, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void It_is_sent_while_the_user_has_the_contact_or_had_it_within_a_day()
    {
        var user = Person([Main, Other], []);
        var order = Told(user, Other.Id)[0];
        Assert.Equal(Main.Id, ((MessageSubject.Notice)order.Subject).Contact);
        var removed = (user with { EmailAddresses = [Other] }).Remembering(new RemovedContact(Main.Id, Fields.EmailAddress, Main.Value, Given.Now));

        Assert.Equal(Main.Value, Assert.IsType<Delivery.Send>(Deliver(order, user)).Message.To);
        Assert.Equal(Main.Value, Assert.IsType<Delivery.Send>(Deliver(order, removed)).Message.To);
        Assert.IsType<Delivery.Drop>(Deliver(order, user with { EmailAddresses = [Other] }));
        Assert.IsType<Delivery.Drop>(Deliver(order, null));
        Assert.IsType<Delivery.Drop>(Deliver(order with { Channel = Channel.Sms }, removed));
    }

    [Fact]
    public void It_is_no_news_after_a_day()
    {
        var order = Told(Person([Main], []))[0];

        Assert.IsType<Delivery.Send>(Deliver(order, Person([Main], []), after: TimeSpan.FromHours(24) - TimeSpan.FromTicks(1)));
        Assert.IsType<Delivery.Drop>(Deliver(order, Person([Main], []), after: TimeSpan.FromHours(24)));
    }

    [Fact]
    public void Removed_contacts_are_few_and_forgotten_after_a_day()
    {
        var user = Enumerable.Range(0, 12).Aggregate(Person([Main], []), (all, i) =>
            all.Remembering(new RemovedContact(IdentificationId.From($"{i}"), Fields.EmailAddress, $"{i}@example.com", Given.Now.AddMinutes(i))));

        Assert.Equal(Enumerable.Range(2, 10).Select(i => $"{i}@example.com"), user.RemovedContacts.Select(contact => contact.Value));
        Assert.Equal(10, user.ChangedAt(Given.Now.AddHours(24)).RemovedContacts.Length);
        Assert.Equal(["11@example.com"], user.ChangedAt(Given.Now.AddHours(24).AddMinutes(10)).RemovedContacts.Select(contact => contact.Value));
    }

    private static User Person(ImmutableArray<EmailAddress> addresses, ImmutableArray<PhoneNumber> numbers) => new()
    {
        Id = UserId.From("jane"),
        CreatedAt = Given.Now,
        UpdatedAt = Given.Now,
        EmailAddresses = addresses,
        PhoneNumbers = numbers,
        PrimaryEmailAddress = addresses.Contains(Main) ? Main.Id : null,
        PrimaryPhoneNumber = numbers.Contains(Phone) ? Phone.Id : null,
    };

    private static MessageOrder[] Told(User user, IdentificationId? about = null, int request = 1, TimeSpan after = default) =>
    [
        .. Notices.Of(NoticeKind.PasswordChanged, user, Given.Facts(request, after, Given.Instance with { TestMode = false }), about)
            .Select(effect => Assert.IsType<Effect.Send>(effect).Order),
    ];

    private static Delivery Deliver(MessageOrder order, User? user, TimeSpan after = default) =>
        DeliveryFlow.Decide(order, null, Given.Facts(after: after) with { Account = new Account(user) });

    private static (Channel, IdentificationId)[] Contacts(MessageOrder[] orders) =>
        [.. orders.Select(order => (order.Channel, ((MessageSubject.Notice)order.Subject).Contact))];

    private static EmailAddress Address(string value, bool proven = true) => new(IdentificationId.From(value), value, proven ? Proof : null, Given.Now);

    private static PhoneNumber Number(string value) => new(IdentificationId.From(value), value, Proof, Given.Now);

    private static Verification Proof => new(VerificationId.From("proof"), "email_code", "k1", Given.Now, Given.Now, 0, Given.Now);
}
