using FuncAuth.Instances;

namespace FuncAuth.Tests.Instances;

/// <summary>The attack list of X01 and X02: whatever is not an allowed origin, letter for letter, is another origin.</summary>
public class AllowedOriginsTests
{
    private static readonly AllowedOrigins Production = GivenInstance.Origins("https://app.example, https://admin.example:8443");
    private static readonly AllowedOrigins Development = GivenInstance.Origins("http://localhost:*,http://127.0.0.1:*,http://[::1]:*");

    [Theory]
    [InlineData("https://app.example")]
    [InlineData("https://admin.example:8443")]
    public void X01_a_listed_origin_may_call(string origin)
    {
        Assert.True(Production.Allow(origin));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("app.example")]
    [InlineData("http://app.example")]
    [InlineData("https://app.example.evil.tld")]
    [InlineData("https://evil-app.example")]
    [InlineData("https://evil.tld/https://app.example")]
    [InlineData("https://evil.tld#https://app.example")]
    [InlineData("https://sub.app.example")]
    [InlineData("https://APP.example")]
    [InlineData("HTTPS://app.example")]
    [InlineData("https://app.example:443")]
    [InlineData("https://app.example:8443")]
    [InlineData("https://admin.example")]
    [InlineData("https://admin.example:84430")]
    [InlineData("https://app.example.")]
    [InlineData("https://app.example/")]
    [InlineData("https://app.example ")]
    [InlineData(" https://app.example")]
    [InlineData("https://app.example,https://admin.example:8443")]
    [InlineData("https://app.example https://evil.tld")]
    [InlineData("https://user@app.example")]
    [InlineData("https://app.example@evil.tld")]
    [InlineData("https://app.example:pass@evil.tld")]
    [InlineData("https://app.example\r\nX: y")]
    [InlineData("https://app.example\0.evil.tld")]
    [InlineData("https://\u0430pp.example")] // a Cyrillic a
    public void X01_any_other_origin_may_not(string origin)
    {
        Assert.False(Production.Allow(origin));
    }

    [Theory]
    [InlineData("http://localhost")]
    [InlineData("http://localhost:80")]
    [InlineData("http://localhost:5173")]
    [InlineData("http://127.0.0.1:65535")]
    [InlineData("http://[::1]:3000")]
    public void A_wildcard_stands_for_any_port_of_its_host(string origin)
    {
        Assert.True(Development.Allow(origin));
        Assert.True(Development.HasWildcards);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("http://localhost.evil.tld")]
    [InlineData("http://localhost.evil.tld:80")]
    [InlineData("http://evil.tld:80")]
    [InlineData("http://localhost:80@evil.tld")]
    [InlineData("http://localhost:80@evil.tld:80")]
    [InlineData("http://localhost:@evil.tld")]
    [InlineData("http://localhost@evil.tld:80")]
    [InlineData("http://evil.tld#http://localhost:80")]
    [InlineData("http://localhost:")]
    [InlineData("http://localhost:*")]
    [InlineData("http://localhost:-1")]
    [InlineData("http://localhost:+80")]
    [InlineData("http://localhost: 80")]
    [InlineData("http://localhost:80 ")]
    [InlineData("http://localhost:80/")]
    [InlineData("http://localhost:65536")]
    [InlineData("http://localhost:80:80")]
    [InlineData("http://localhost:\u0668\u0660")] // digits, but not those of an address
    [InlineData("http://LOCALHOST:80")]
    [InlineData("http://localhost.:80")]
    [InlineData("https://localhost:80")]
    [InlineData("http://[::1")]
    [InlineData("http://[::1]evil:80")]
    [InlineData("http://127.0.0.1.evil.tld:80")]
    [InlineData("http://127.1:80")]
    public void A_wildcard_stands_for_nothing_else(string origin)
    {
        Assert.False(Development.Allow(origin));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("app.example")]
    [InlineData("https://app.example/")]
    [InlineData("https://app.example/path")]
    [InlineData("https://app.example?x")]
    [InlineData("https://APP.example")]
    [InlineData("https://app.example:443")]
    [InlineData("https://user@app.example")]
    [InlineData("https://app.example:*")]
    [InlineData("http://localhost.evil.tld:*")]
    [InlineData("http://localhost*")]
    [InlineData("http://user@localhost:*")]
    [InlineData("http://localhost:80:*")]
    [InlineData("ftp://app.example")]
    [InlineData("https://")]
    public void What_no_browser_would_send_is_not_taken_into_the_list(string entry)
    {
        Assert.Null(AllowedOrigins.TryParse($"https://fine.example,{entry}", out var wrong));
        Assert.Equal(entry, wrong);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" , ")]
    public void An_empty_list_allows_nobody(string? list)
    {
        var origins = AllowedOrigins.TryParse(list, out var wrong);

        Assert.NotNull(origins);
        Assert.Null(wrong);
        Assert.False(origins.Allow(""));
        Assert.False(origins.Allow("null"));
        Assert.False(origins.HasWildcards);
    }

    [Fact]
    public void Only_a_list_with_a_wildcard_has_wildcards()
    {
        Assert.False(Production.HasWildcards);
        Assert.False(Production.Allow("http://localhost:5173"));
    }
}
