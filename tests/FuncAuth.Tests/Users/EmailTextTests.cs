using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

public class EmailTextTests
{
    [Theory]
    [InlineData("jane@example.com", "jane@example.com")]
    [InlineData("  Jane.Doe@EXAMPLE.com ", "jane.doe@example.com")]
    [InlineData("jane+tag@example.com", "jane+tag@example.com")]
    [InlineData("jane@example.com.", "jane@example.com")]
    [InlineData("jane@bücher.example", "jane@xn--bcher-kva.example")]
    [InlineData("ｊａｎｅ@example.com", "jane@example.com")]
    [InlineData("jané@example.com", "jané@example.com")]
    [InlineData("jane\u0301@example.com", "jané@example.com")]
    public void Two_spellings_of_one_address_have_one_form(string typed, string canonical) =>
        Assert.Equal(canonical, EmailText.Canonicalise(typed));

    [Theory]
    [InlineData("jane")]
    [InlineData("@example.com")]
    [InlineData("jane@")]
    [InlineData("jane@example")]
    [InlineData("jane doe@example.com")]
    [InlineData("jane@exa mple.com")]
    [InlineData("jane@@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData(".jane@example.com")]
    [InlineData("jane.@example.com")]
    [InlineData("ja..ne@example.com")]
    [InlineData("jane@127.0.0.1")]
    [InlineData("jane@[127.0.0.1]")]
    [InlineData("jane@-example.com")]
    [InlineData("jane@exa_mple.com")]
    [InlineData("jane@example..com")]
    [InlineData("jane<script>@example.com")]
    [InlineData("jane@example.com\r\nBcc: x@example.com")]
    [InlineData("jane\u0000@example.com")]
    [InlineData("jane\ud800@example.com")]
    [InlineData("\"jane\"@example.com")]
    public void What_mail_cannot_go_to_is_no_address(string typed) => Assert.Null(EmailText.Canonicalise(typed));

    [Fact]
    public void Lengths_end_where_mail_ends()
    {
        Assert.NotNull(EmailText.Canonicalise(new string('a', 64) + "@example.com"));
        Assert.Null(EmailText.Canonicalise(new string('a', 65) + "@example.com"));
        Assert.Null(EmailText.Canonicalise("a@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 5)) + ".com"));
        Assert.Null(EmailText.Canonicalise(new string('a', 100_000)));
    }
}
