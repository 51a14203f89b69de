using System.Net;
using FuncAuth.Sessions;

namespace FuncAuth.Tests.Sessions;

public class DeviceTests
{
    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", "Windows", false, "Chrome", "142.0.0.0")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.3595.53", "Windows", false, "Edge", "142.0.3595.53")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15", "Macintosh", false, "Safari", "26.0")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Linux", false, "Firefox", "145.0")]
    [InlineData("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36", "ChromeOS", false, "Chrome", "141.0.0.0")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1", "iPhone", true, "Safari", "26.0")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1", "iPhone", true, "Chrome", "142.0.7444.77")]
    [InlineData("Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15", "iPad", true, "Firefox", "145.0")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36", "Android", true, "Chrome", "142.0.0.0")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36", "Android", true, "Samsung Internet", "29.0")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 OPR/125.0.0.0", "Windows", false, "Opera", "125.0.0.0")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36", "Linux", false, "Chrome", "142.0.0.0")]
    public void Browsers_are_recognised_by_what_they_say(string agent, string type, bool isMobile, string browser, string version)
    {
        Assert.Equal(new Device(type, isMobile, browser, version, null), Device.From(agent, null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("curl/8.5.0")]
    [InlineData("Chrome")]
    [InlineData("Chrome/")]
    [InlineData("Chrome/<script>alert(1)</script>")]
    [InlineData("Chrome/........")]
    [InlineData("Chrome/123456789012345678901")]
    [InlineData("Mozilla/5.0 AppleWebKit Safari/537.36")]
    public void What_is_not_recognised_is_not_guessed(string? agent)
    {
        Assert.Equal(new Device(null, IsMobile: false, null, null, null), Device.From(agent, null));
    }

    [Fact]
    public void Nothing_of_the_header_is_kept_but_digits_and_dots()
    {
        var device = Device.From("Windows NT\r\nX: 1 Chrome/12.0\u001b[31m" + new string('x', 100_000) + " iPhone", null);

        Assert.Equal(new Device("Windows", IsMobile: false, "Chrome", "12.0", null), device);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:DB8:0:0::1", "2001:db8::1")]
    [InlineData("fe80::1%3", "fe80::1")]
    [InlineData("::1", "::1")]
    public void An_address_has_one_spelling(string address, string shown)
    {
        Assert.Equal(shown, Device.From(null, IPAddress.Parse(address)).Address);
    }

    [Fact]
    public void The_printed_form_holds_no_address()
    {
        Assert.DoesNotContain("192.0.2.1", Device.From("Chrome/1", IPAddress.Parse("192.0.2.1")).ToString(), StringComparison.Ordinal);
    }
}
