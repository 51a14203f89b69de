using FuncAuth.Instances;

namespace FuncAuth.Tests.Instances;

public class PublishableKeyTests
{
    [Fact]
    public void A_key_tells_its_host()
    {
        var key = PublishableKey.TryParse("pk_test_MTI3LjAuMC4xOjE3MDcxJA");

        Assert.Equal("127.0.0.1:17071", key?.Host);
        Assert.Equal("https://127.0.0.1:17071", key?.Issuer);
        Assert.True(key?.IsDevelopment);
    }

    [Fact]
    public void A_host_makes_its_key()
    {
        var key = PublishableKey.For("127.0.0.1:17071", isDevelopment: true);

        Assert.Equal("pk_test_MTI3LjAuMC4xOjE3MDcxJA", key.Text);
        Assert.Equal("pk_test_MTI3LjAuMC4xOjE3MDcxJA", key.ToString());
    }

    [Theory]
    [InlineData("clerk.example.com", true)]
    [InlineData("clerk.example.com", false)]
    [InlineData("a.example", false)]
    [InlineData("ab.example", false)]
    [InlineData("abc.example", false)]
    [InlineData("fapi.localhost:7071", true)]
    public void A_key_survives_the_round_trip(string host, bool isDevelopment)
    {
        var key = PublishableKey.For(host, isDevelopment);

        Assert.Equal(key, PublishableKey.TryParse(key.Text));
        Assert.Equal(host, key.Host);
        Assert.Equal(isDevelopment, key.IsDevelopment);
    }

    [Fact]
    public void Padding_may_stay()
    {
        Assert.Equal("127.0.0.1:17071", PublishableKey.TryParse("pk_test_MTI3LjAuMC4xOjE3MDcxJA==")?.Host);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("pk_test_")]
    [InlineData("sk_test_MTI3LjAuMC4xOjE3MDcxJA")]
    [InlineData("PK_TEST_MTI3LjAuMC4xOjE3MDcxJA")]
    [InlineData("pk_test_MTI3LjAuMC4xOjE3MDcx")] // no dollar sign
    [InlineData("pk_test_MTI3LjAuMC4xOjE3MDcxJCQ")] // two of them
    [InlineData("pk_test_YS5iJGMuZCQ")] // one in the middle
    [InlineData("pk_test_bG9jYWxob3N0OjcwNzEk")] // localhost has no dot
    [InlineData("pk_test_MTI3LjAuMC4xOjE3MDcx_A")] // base64url
    [InlineData("pk_test_not base64")]
    public void What_the_client_library_would_refuse_is_refused(string? text)
    {
        Assert.Null(PublishableKey.TryParse(text));
    }

    [Fact]
    public void Its_cookies_end_as_the_client_library_names_them()
    {
        Assert.Equal("oI2oscew", PublishableKey.TryParse("pk_test_MTI3LjAuMC4xOjE3MDcxJA")?.CookieSuffix);
    }

    [Theory]
    [InlineData("clerk.example.com", "example.com")]
    [InlineData("id.auth.example.co.uk", "auth.example.co.uk")]
    [InlineData("example.com", "example.com")]
    [InlineData("clerk.example.com:8443", "example.com")]
    [InlineData("fapi.localhost:7071", null)]
    [InlineData("127.0.0.1:7071", null)]
    public void Cookies_are_shared_with_the_domain_above_its_host(string host, string? domain)
    {
        Assert.Equal(domain, PublishableKey.For(host, isDevelopment: false).SharedDomain);
    }

    [Fact]
    public void A_host_without_a_dot_has_no_key()
    {
        Assert.Throws<FormatException>(() => PublishableKey.For("localhost:7071", isDevelopment: true));
    }
}
