using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.SignUps;
using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

public class ContactFlowTests
{
    private const string Fresh = "fresh@example.com";

    [Fact]
    public void What_is_added_is_pending_claims_nothing_and_is_no_way_in()
    {
        var decision = Add(GivenUser.Jane, Fresh);

        var after = decision.After(GivenUser.Jane);
        var added = after.EmailAddresses[^1];
        Assert.Equal((Fresh, true, null), (added.Value, added.IsPending, added.Verification));
        Assert.Equal(GivenUser.Jane.PrimaryEmailAddress, after.PrimaryEmailAddress);
        Assert.IsType<Effect.SaveUser>(Assert.Single(decision.Effects));
        Assert.False(after.IsFoundBy(new TypedIdentifier(Fields.EmailAddress, Fresh)));
        Assert.False(WaysIn.Has(after with { EmailAddresses = [added] }, Given.Instance));
        Assert.True(after.UpdatedAt > GivenUser.Jane.UpdatedAt);
    }

    [Fact]
    public void A_right_code_claims_first_then_saves_then_tells_the_old_address()
    {
        var (user, id) = Prepared(GivenUser.Jane);

        var decision = ContactFlow.Attempt(GivenUser.Client, user, Fields.EmailAddress, id, CodeOf(user, id), Given.Facts(3));

        var after = Assert.IsType<Effect.SaveUser>(decision.Effects[1]).Next;
        Assert.Equal(new Effect.Claim(Identifier.Of(Fields.EmailAddress, Fresh), user.Id), decision.Effects[0]);
        Assert.False(after.EmailAddresses[^1].IsPending);
        Assert.True(after.IsFoundBy(new TypedIdentifier(Fields.EmailAddress, Fresh)));
        var told = Assert.IsType<MessageSubject.Notice>(Assert.IsType<Effect.Send>(Assert.Single(decision.Effects[2..])).Order.Subject);
        Assert.Equal((NoticeKind.EmailAddressAdded, GivenUser.Jane.PrimaryEmailAddress!.Value), (told.Kind, told.Contact));
    }

    [Fact]
    public void The_first_that_is_proven_is_primary_where_there_is_none()
    {
        var (user, id) = Prepared(GivenUser.Jane with { EmailAddresses = [], PrimaryEmailAddress = null, Username = "jane" });

        var decision = ContactFlow.Attempt(GivenUser.Client, user, Fields.EmailAddress, id, CodeOf(user, id), Given.Facts(3));

        Assert.Equal(id, decision.After(user).PrimaryEmailAddress);
        Assert.Null(user.PrimaryEmailAddress);
    }

    [Fact]
    public void A_right_code_for_what_is_somebody_elses_is_spent_and_claims_nothing()
    {
        var (user, id) = Prepared(GivenUser.Jane);
        var taken = Given.Facts(3) with { Taken = [Identifier.Of(Fields.EmailAddress, Fresh)] };

        var decision = ContactFlow.Attempt(GivenUser.Client, user, Fields.EmailAddress, id, CodeOf(user, id), taken);

        Assert.Equal(["identification_claimed"], decision.Errors.Select(error => error.Code));
        var after = decision.After(user);
        Assert.Equal((null, true), (after.EmailAddresses[^1].Verification, after.EmailAddresses[^1].IsPending));
        Assert.Single(decision.Effects);
    }

    [Fact]
    public void A_wrong_code_is_counted_with_the_contact_and_the_account_in_one_write()
    {
        var (user, id) = Prepared(GivenUser.Jane);

        var decision = ContactFlow.Attempt(GivenUser.Client, user, Fields.EmailAddress, id, new Secret(People(CodeOf(user, id))), Given.Facts(3));

        Assert.Equal([AuthErrors.CodeIncorrect], decision.Errors);
        var after = Assert.IsType<Effect.SaveUser>(Assert.Single(decision.Effects)).Next;
        Assert.Equal((1, 1, 0), (after.EmailAddresses[^1].Verification!.Misses, after.ContactMisses.Recent.Length, after.Misses.Recent.Length));

        static string People(Secret code) => code.Reveal() == "000000" ? "000001" : "000000";
    }

    [Fact]
    public void An_account_has_so_many_and_no_more()
    {
        var full = GivenUser.Jane with { EmailAddresses = [.. Enumerable.Range(0, ContactFlow.Max).Select(i => GivenUser.Email($"jane{i}@example.com"))] };

        Assert.Equal([ContactErrors.TooMany(Fields.EmailAddress)], Add(full, Fresh).Errors);
        Assert.True(Add(full with { EmailAddresses = full.EmailAddresses.RemoveAt(3) }, Fresh).IsAccepted);
    }

    [Fact]
    public void What_is_not_asked_for_here_is_not_added()
    {
        var without = Given.Instance with { Attributes = Given.Instance.Attributes with { EmailAddress = AttributeRule.Off } };

        var decision = ContactFlow.Add(GivenUser.Client, GivenUser.Jane, Fields.EmailAddress, Fresh, Given.Facts(instance: without));

        Assert.Equal(["form_param_unknown"], decision.Errors.Select(error => error.Code));
    }

    [Fact]
    public void A_reserved_test_address_is_sent_nothing()
    {
        var added = Add(GivenUser.Jane, "jane+clerk_test@example.com");
        var user = added.After(GivenUser.Jane);

        var decision = ContactFlow.Prepare(GivenUser.Client, user, Fields.EmailAddress, added.Subject!.Id, "email_code", Given.Facts(2));

        Assert.IsType<Effect.SaveUser>(Assert.Single(decision.Effects));
        Assert.True(ContactFlow.Attempt(GivenUser.Client, decision.After(user), Fields.EmailAddress, added.Subject.Id, new Secret("424242"), Given.Facts(3)).IsAccepted);
    }

    [Fact]
    public void R05_what_is_not_taken_any_more_is_sent_nothing()
    {
        var user = GivenUser.Jane with { PhoneNumbers = [GivenUser.Phone("+4915112345678", verified: false) with { IsPending = true }] };
        var elsewhere = Given.Facts(instance: Given.Instance with { Phones = new PhoneRules(["CH"]) });

        var decision = ContactFlow.Prepare(GivenUser.Client, user, Fields.PhoneNumber, user.PhoneNumbers[0].Id, "phone_code", elsewhere);

        Assert.Equal(["not_allowed_access"], decision.Errors.Select(error => error.Code));
        Assert.Empty(decision.Effects);
    }

    [Fact]
    public void R06_codes_are_so_many_an_hour_for_one_contact_and_for_all()
    {
        var one = new UserContact(Fields.PhoneNumber, IdentificationId.From("one"), "+4915112345678", null, true);
        var other = one with { Value = "+4915112345679" };
        var sent = CodesSent.None;
        for (var i = 0; i < CodesSent.MostToNumber; i++)
            sent = sent.Add(one, Given.Now.AddMinutes(i));

        Assert.Equal(TimeSpan.FromMinutes(60 - 5), sent.WaitFor(one, Given.Now.AddMinutes(5), CodeRules.Default));
        Assert.Null(sent.WaitFor(one, Given.Now.AddMinutes(60), CodeRules.Default));
        Assert.Null(sent.WaitFor(other, Given.Now.AddMinutes(5), CodeRules.Default));
        Assert.Equal(TimeSpan.FromSeconds(30), sent.Add(other, Given.Now.AddMinutes(5)).WaitFor(other, Given.Now.AddMinutes(5), CodeRules.Default));

        var many = Enumerable.Range(0, CodesSent.MostInAll).Aggregate(
            CodesSent.None, (all, i) => all.Add(one with { Value = $"+49151123456{i:D2}" }, Given.Now.AddMinutes(i)));
        Assert.Equal(TimeSpan.FromMinutes(35), many.WaitFor(other with { Value = "+4915112345699" }, Given.Now.AddMinutes(25), CodeRules.Default));
        Assert.DoesNotContain("4915112345", string.Join(' ', many.Recent), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "last_required_identification_deletion_failed")]
    [InlineData(false, "identification_deletion_failed")]
    public void The_last_one_is_kept_for_the_reason_that_holds(bool required, string code)
    {
        var rules = Given.Instance.Attributes;
        var instance = Given.Instance with { Attributes = rules with { EmailAddress = rules.EmailAddress with { Required = required } } };

        var decision = ContactFlow.Remove(GivenUser.Client, GivenUser.Jane, Fields.EmailAddress, GivenUser.Jane.EmailAddresses[0].Id, Given.Facts(instance: instance));

        Assert.Equal([code], decision.Errors.Select(error => error.Code));
        Assert.Empty(decision.Effects);
    }

    [Fact]
    public void What_is_removed_is_remembered_released_last_and_told()
    {
        var user = GivenUser.Jane with { EmailAddresses = [GivenUser.Email("jane@example.com"), GivenUser.Email("second@example.com")] };

        var decision = ContactFlow.Remove(GivenUser.Client, user, Fields.EmailAddress, user.EmailAddresses[0].Id, Given.Facts(2, TimeSpan.FromMinutes(1)));

        var after = Assert.IsType<Effect.SaveUser>(decision.Effects[0]).Next;
        Assert.Equal(new Effect.Release(Identifier.Of(Fields.EmailAddress, "jane@example.com"), user.Id), decision.Effects[1]);
        Assert.Equal(user.EmailAddresses[1].Id, after.PrimaryEmailAddress);
        Assert.Equal("jane@example.com", Assert.Single(after.RemovedContacts).Value);
        Assert.Equal(
            [NoticeKind.EmailAddressRemoved],
            decision.Effects.OfType<Effect.Send>().Select(send => ((MessageSubject.Notice)send.Order.Subject).Kind).Distinct());
    }

    [Theory]
    [InlineData("sent", null)]
    [InlineData("removed", "the contact is gone")]
    [InlineData("again", "a later code took its place")]
    [InlineData("nobody", "the account is gone")]
    [InlineData("late", "the code has expired")]
    public void Q04_a_code_that_waited_is_sent_only_while_it_is_good(string what, string? dropped)
    {
        var (user, id) = Prepared(GivenUser.Jane);
        var order = new MessageOrder(
            Channel.Email, new MessageSubject.ContactCode(user.Id, id), user.EmailAddresses[^1].Verification!.Id, null);
        var now = what switch
        {
            "removed" => GivenUser.Jane,
            "again" => ContactFlow.Prepare(GivenUser.Client, user, Fields.EmailAddress, id, "email_code", Given.Facts(7, TimeSpan.FromMinutes(1))).After(user),
            _ => user,
        };
        var facts = Given.Facts(8, what is "late" ? TimeSpan.FromMinutes(10) : TimeSpan.FromMinutes(2)) with { Account = new Account(what is "nobody" ? null : now) };

        var decided = DeliveryFlow.Decide(order, null, facts);

        if (dropped is not null)
            Assert.Equal(dropped, Assert.IsType<Delivery.Drop>(decided).Why);
        else
            Assert.Equal((Fresh, CodeOf(user, id).Reveal()), (((Delivery.Send)decided).Message.To, ((Delivery.Send)decided).Message.Code));
    }

    [Fact]
    public void F07_the_last_proven_contact_stays_while_another_was_never_proven()
    {
        var number = GivenUser.Phone("+491512000001");
        var unproven = GivenUser.Jane with { EmailAddresses = [GivenUser.Email("jane@example.com", verified: false)], PhoneNumbers = [number], PrimaryPhoneNumber = number.Id };
        var proven = unproven with { EmailAddresses = [GivenUser.Email("jane@example.com")] };
        var facts = Given.Facts(2) with
        {
            Instance = Given.Instance with { Attributes = Given.Instance.Attributes with { PhoneNumber = new AttributeRule(Enabled: true, Required: false, VerifyAtSignUp: false) } },
        };

        var refused = ContactFlow.Remove(GivenUser.Client, unproven, "phone_number", number.Id, facts);

        Assert.Equal("identification_deletion_failed", Assert.Single(refused.Errors).Code);
        Assert.Empty(refused.Effects);
        Assert.True(ContactFlow.Remove(GivenUser.Client, proven, "phone_number", number.Id, facts).IsAccepted);
    }

    private static Decision<UserContact> Add(User user, string address) =>
        ContactFlow.Add(GivenUser.Client, user, Fields.EmailAddress, address, Given.Facts(1));

    private static (User User, IdentificationId Id) Prepared(User before)
    {
        var added = Add(before, Fresh);
        var prepared = ContactFlow.Prepare(GivenUser.Client, added.After(before), Fields.EmailAddress, added.Subject!.Id, "email_code", Given.Facts(2));
        return (prepared.After(before), added.Subject.Id);
    }

    private static Secret CodeOf(User user, IdentificationId id)
    {
        var contact = user.ContactsIn(Fields.EmailAddress).Single(own => own.Id == id);
        return ContactCodes.Derive(user, contact, contact.Verification!, Given.Codes)!;
    }
}
