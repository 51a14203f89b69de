using FuncAuth.Instances;
using FuncAuth.SignUps;

namespace FuncAuth.Tests.Instances;

public class RestrictionsTests
{
    [Fact]
    public void Without_lists_everybody_may()
    {
        Assert.True(Restrictions.None.Allow(Fields.EmailAddress, "jane+shop@example.com"));
        Assert.True(Restrictions.None.Allow(Fields.PhoneNumber, "+12015550123"));
        Assert.True(Restrictions.None.Admit(new Collected { Username = "jane" }));
    }

    [Theory]
    [InlineData("jane@example.com", "jane@example.com", true)]
    [InlineData(" JANE@Example.Com. ", "jane@example.com", true)]
    [InlineData("@example.com", "jane@example.com", true)]
    [InlineData("*@example.com", "jane@example.com", true)]
    [InlineData("@BÜCHER.example", "jane@xn--bcher-kva.example", true)]
    [InlineData("@example.com", "jane@sub.example.com", false)]
    [InlineData("@example.com", "jane@badexample.com", false)]
    [InlineData("@example.com", "jane@example.com.evil.example", false)]
    [InlineData("jane@example.com", "jane+shop@example.com", false)]
    [InlineData("joe@example.org,,jane@example.com,", "jane@example.com", true)]
    public void An_allowlist_lets_in_who_is_on_it(string list, string address, bool allowed)
    {
        var restrictions = Restrictions.None with { Allowlist = List(list) };

        Assert.Equal(allowed, restrictions.Allow(Fields.EmailAddress, address));
        Assert.Equal(allowed, restrictions.Admit(new Collected { EmailAddress = new Contact(address) }));
    }

    [Theory]
    [InlineData("jane@example.com", "jane@example.com")]
    [InlineData("jane@example.com", "jane+shop@example.com")]
    [InlineData("jane@example.com", "jane=shop@example.com")]
    [InlineData("@example.com", "joe@example.com")]
    public void A_blocklist_keeps_out_who_is_on_it_and_its_sub_addresses(string list, string address)
    {
        var restrictions = Restrictions.None with { Blocklist = List(list) };

        Assert.False(restrictions.Allow(Fields.EmailAddress, address));
        Assert.True(restrictions.Allow(Fields.EmailAddress, "someone@else.example"));
        Assert.False(restrictions.Admit(new Collected { EmailAddress = new Contact(address) }));
    }

    [Fact]
    public void The_blocklist_is_above_the_allowlist()
    {
        var restrictions = new Restrictions(List("@example.com"), List("jane@example.com"), BlockEmailSubaddresses: false);

        Assert.False(restrictions.Allow(Fields.EmailAddress, "jane@example.com"));
        Assert.True(restrictions.Allow(Fields.EmailAddress, "joe@example.com"));
    }

    [Fact]
    public void Numbers_are_compared_in_their_international_form()
    {
        var restrictions = Restrictions.None with { Blocklist = List("+1 (201) 555-0123") };

        Assert.False(restrictions.Allow(Fields.PhoneNumber, "+12015550123"));
        Assert.True(restrictions.Allow(Fields.PhoneNumber, "+12015550124"));
    }

    [Theory]
    [InlineData("jane+shop@example.com", false)]
    [InlineData("jane=shop@example.com", false)]
    [InlineData("jane#shop@example.com", false)]
    [InlineData("+jane@example.com", false)]
    [InlineData("jane.shop@example.com", true)]
    public void Sub_addresses_can_be_refused(string address, bool allowed)
    {
        Assert.Equal(allowed, (Restrictions.None with { BlockEmailSubaddresses = true }).Allow(Fields.EmailAddress, address));
    }

    [Fact]
    public void With_an_allowlist_a_contact_of_another_kind_opens_nothing_alone()
    {
        var restrictions = Restrictions.None with { Allowlist = List("@example.com") };

        Assert.True(restrictions.Allow(Fields.PhoneNumber, "+12015550123"));
        Assert.False(restrictions.Admit(new Collected { PhoneNumber = new Contact("+12015550123") }));
        Assert.False(restrictions.Admit(new Collected { Username = "jane" }));
        Assert.True(restrictions.Admit(new Collected { PhoneNumber = new Contact("+12015550123"), EmailAddress = new Contact("jane@example.com") }));
    }

    [Theory]
    [InlineData("jane@example.com,nothing", 2)]
    [InlineData("example.com", 1)]
    [InlineData("@localhost", 1)]
    [InlineData("*", 1)]
    [InlineData("*jane@example.com", 1)]
    [InlineData("201 555 0123", 1)]
    public void A_list_with_an_entry_that_is_none_is_no_list(string list, int entry)
    {
        Assert.Null(ContactList.TryParse(list, out var wrong));
        Assert.Equal(entry, wrong);
    }

    private static ContactList List(string text) => ContactList.TryParse(text, out _)!;
}
