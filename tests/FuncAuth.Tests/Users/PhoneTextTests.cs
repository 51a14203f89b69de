using FuncAuth.Instances;
using FuncAuth.SignUps;
using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

public class PhoneTextTests
{
    [Theory]
    [InlineData("+1 202-456-1111", "+12024561111")]
    [InlineData("+49 (0)151 23456789", "+4915123456789")]
    [InlineData("  +44 7911 123456 ", "+447911123456")]
    [InlineData("+81 90-1234-5678", "+819012345678")]
    [InlineData("＋１２０２４５６１１１１", "+12024561111")]
    public void A_number_with_its_country_is_brought_into_e164(string typed, string canonical) => Assert.Equal(canonical, PhoneText.Canonicalise(typed));

    [Theory]
    [InlineData("not-a-number")]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("0151 23456789")] // which country's?
    [InlineData("+1 202")]
    [InlineData("+999 123456789")]
    [InlineData("+4915123456789012345")]
    [InlineData("+1 202 456 1111\r\n+1 202 456 1112\r\n+1 202 456 1113\r\n+1 202 456 1114\r\n")]
    public void What_is_no_number_of_the_world_is_none(string typed) => Assert.Null(PhoneText.Canonicalise(typed));

    [Theory]
    [InlineData("+4915123456789", "DE")]
    [InlineData("+12024561111", "US")] // the plan of North America does not tell mobile from fixed
    [InlineData("+14165551234", "CA")]
    [InlineData("+447400123456", "GB")]
    [InlineData("+447911123456", "GG")] // shares +44
    [InlineData("+447700300000", "JE")]
    [InlineData("+77012345678", "KZ")] // shares +7
    public void R05_a_mobile_number_is_taken_where_its_country_is(string number, string country)
    {
        Assert.Null(PhoneText.Objection(number, Given.Instance));
        Assert.Null(PhoneText.Objection(number, In("FR", country)));
        Assert.Equal(PhoneErrors.CountryBlocked, PhoneText.Objection(number, In("FR")));
    }

    [Theory]
    [InlineData("+49900" + "1234567")] // premium
    [InlineData("+19002345678")] // premium
    [InlineData("+441912345678")] // fixed
    [InlineData("+493012345678")] // fixed
    [InlineData("+448431234567")] // shared cost
    [InlineData("+447012345678")] // personal, which forwards at the caller's cost
    [InlineData("+447640123456")] // pager
    [InlineData("+445612345678")] // internet
    [InlineData("+18002345678")] // toll free
    [InlineData("+80012345678")] // toll free, of no country
    [InlineData("+443012345678")] // one number for a whole company
    public void R05_a_number_that_gets_no_sms_or_costs_extra_is_refused(string number)
    {
        Assert.Equal(number, PhoneText.Canonicalise(number)); // it is a number, all right

        var objection = PhoneText.Objection(number, Given.Instance);

        Assert.Equal(PhoneErrors.TakesNoSms, objection);
        Assert.Equal((422, "form_param_format_invalid", "phone_number"), (objection!.Status, objection.Code, objection.ParamName));
    }

    [Fact]
    public void A_number_of_no_country_is_refused_where_countries_are_chosen() =>
        Assert.Equal(PhoneErrors.CountryBlocked, PhoneText.Objection("+883510000000094", In("US")));

    [Fact]
    public void C15_reserved_numbers_are_taken_in_test_mode_alone_whatever_the_countries()
    {
        var canonical = PhoneText.Canonicalise("+1 (201) 555-0123")!;

        Assert.Null(PhoneText.Objection(canonical, Given.Instance));
        Assert.Null(PhoneText.Objection(canonical, In("DE")));
        Assert.Equal(PhoneErrors.FormatInvalid, PhoneText.Objection(canonical, Given.Instance with { TestMode = false }));
    }

    [Theory]
    [InlineData("not-a-number", 422, "form_param_format_invalid")]
    [InlineData("+493012345678", 422, "form_param_format_invalid")]
    [InlineData("+33612345678", 403, "not_allowed_access")]
    public void R05_the_form_says_what_is_wrong_with_a_number(string typed, int status, string code)
    {
        var input = SignUpInput.Read(new SignUpForm { PhoneNumber = typed }, In("DE"));

        var error = Assert.Single(input.Errors);
        Assert.Equal((status, code, "phone_number"), (error.Status, error.Code, error.ParamName));
        Assert.Equal(status == 403, input.Identifiers.Any()); // a number all the same, but nobody's here
        Assert.DoesNotContain(typed, error.LongMessage, StringComparison.Ordinal);
    }

    private static Instance In(params string[] countries) => Given.Instance with { Phones = new PhoneRules([.. countries]) };
}
