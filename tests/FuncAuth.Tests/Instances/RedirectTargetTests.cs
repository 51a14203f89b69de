using FuncAuth.Instances;

namespace FuncAuth.Tests.Instances;

/// <summary>Which pages people may be sent back to.</summary>
public class RedirectTargetTests
{
    private static readonly Instance Instance = Given.Instance with
    {
        AllowedOrigins = GivenInstance.Origins("https://app.example,https://xn--bcher-kva.example,http://localhost:*"),
    };

    [Theory]
    [InlineData("https://app.example", "https://app.example/")]
    [InlineData("https://app.example/sso-callback", "https://app.example/sso-callback")]
    [InlineData("HTTPS://APP.EXAMPLE/SSO", "https://app.example/SSO")]
    [InlineData("https://app.example:443/a", "https://app.example/a")]
    [InlineData("https://app.example/#/sso-callback?after=%2Fhome", "https://app.example/#/sso-callback?after=%2Fhome")]
    [InlineData("https://app.example?next=https://evil.example", "https://app.example/?next=https://evil.example")]
    [InlineData("https://app.example/a/../b", "https://app.example/b")]
    [InlineData("https://app.example/@evil.example", "https://app.example/@evil.example")]
    [InlineData("https://app.example/über", "https://app.example/%C3%BCber")]
    [InlineData("https://xn--bcher-kva.example/a", "https://xn--bcher-kva.example/a")]
    [InlineData("http://localhost:3000/a", "http://localhost:3000/a")]
    [InlineData("/", "https://app.example/")]
    [InlineData("/sso-callback?x=1#y", "https://app.example/sso-callback?x=1#y")]
    [InlineData("/..//evil.example", "https://app.example//evil.example")]
    public void X05_a_page_of_an_allowed_origin_is_kept_in_canonical_form(string sent, string expected)
    {
        Assert.Null(RedirectTarget.Read(sent, "redirect_url", Instance, "https://app.example", out var url));
        Assert.Equal(expected, url);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData(@"/\evil.example")]
    [InlineData(@"\\evil.example")]
    [InlineData(@"\/evil.example")]
    [InlineData(@"https:\\evil.example")]
    [InlineData(@"https://app.example\@evil.example")]
    [InlineData(@"https://evil.example\.app.example")]
    [InlineData("https:evil.example")]
    [InlineData("https:/evil.example")]
    [InlineData("https:///evil.example")]
    [InlineData("https:app.example")]
    [InlineData("https:///app.example")]
    [InlineData("https://evil.example")]
    [InlineData("https://evil.example/https://app.example")]
    [InlineData("https://app.example.evil.example")]
    [InlineData("https://evilapp.example")]
    [InlineData("https://app.example.")]
    [InlineData("https://app.example:8443")]
    [InlineData("http://app.example")]
    [InlineData("ftp://app.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("JaVaScRiPt://app.example/%0aalert(1)")]
    [InlineData("data:text/html,hello")]
    [InlineData("blob:https://app.example/1")]
    [InlineData("view-source:https://app.example")]
    [InlineData("file:///etc/passwd")]
    [InlineData("java\tscript:alert(1)")]
    [InlineData("ht\ttps://app.example")]
    [InlineData("https:\t//app.example")]
    [InlineData("https://app.example\t.evil.example")]
    [InlineData(" https://app.example")]
    [InlineData("https://app.example ")]
    [InlineData("https://app.example@evil.example")]
    [InlineData("https://app.example:443@evil.example")]
    [InlineData("https://user@app.example")]
    [InlineData("https://user:password@app.example")]
    [InlineData("https://@app.example")]
    [InlineData("https://app%2eexample")]
    [InlineData("https://evil.example%2f@app.example")]
    [InlineData("https://аpp.example")]
    [InlineData("https://ａpp.example")]
    [InlineData("https://app。example")]
    [InlineData("https://bücher.example")]
    [InlineData("https://app.example/\r\nSet-Cookie: a=b")]
    [InlineData("https://app.example/%0d%0aSet-Cookie:a=b")]
    [InlineData("https://app.example/%0D%0Aa")]
    [InlineData("https://app.example/?a=%00")]
    [InlineData("/%0d%0aa")]
    [InlineData("/a%7fb")]
    [InlineData("/a\nb")]
    [InlineData("/a\u0085b")]
    [InlineData("/a\u2028b")]
    [InlineData("/a\ud800b")]
    [InlineData("sso-callback")]
    [InlineData("./sso-callback")]
    [InlineData("?a=b")]
    [InlineData("#a")]
    [InlineData("app.example")]
    [InlineData("http://localhost:99999")]
    [InlineData("http://localhost.evil.example:3000")]
    [InlineData("http://127.0.0.1:3000")]
    [InlineData("https://[::1]/")]
    public void X05_anything_else_is_refused(string sent)
    {
        var error = RedirectTarget.Read(sent, "redirect_url", Instance, "https://app.example", out var url);

        Assert.Equal((422, "form_param_value_invalid", "redirect_url"), (error!.Status, error.Code, error.ParamName));
        Assert.Equal("", url);
    }

    [Theory]
    [InlineData(2048, true)]
    [InlineData(2049, false)]
    public void X05_an_address_has_an_end(int length, bool isTaken)
    {
        var sent = "https://app.example/".PadRight(length, 'a');

        Assert.Equal(isTaken, RedirectTarget.Read(sent, "redirect_url", Instance, null, out _) is null);
    }

    [Fact]
    public void X05_the_canonical_form_has_the_same_end() =>
        Assert.NotNull(RedirectTarget.Read("https://app.example/".PadRight(1000, 'ü'), "redirect_url", Instance, null, out _));

    [Fact]
    public void X05_a_path_needs_a_page_to_be_on() =>
        Assert.Equal("form_param_value_invalid", RedirectTarget.Read("/sso-callback", "redirect_url", Instance, null, out _)!.Code);

    [Theory]
    [InlineData(null, "form_param_missing")]
    [InlineData("", "form_param_nil")]
    [InlineData("  ", "form_param_nil")]
    public void Nothing_is_told_apart_from_something_wrong(string? sent, string code)
    {
        var error = RedirectTarget.Read(sent, "action_complete_redirect_url", Instance, "https://app.example", out _);

        Assert.Equal((code, "action_complete_redirect_url"), (error!.Code, error.ParamName));
    }
}
