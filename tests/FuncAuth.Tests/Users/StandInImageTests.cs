using System.Xml.Linq;
using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

public class StandInImageTests
{
    [Theory]
    [InlineData("Jane", "Doe", "JD")]
    [InlineData("jane", null, "J")]
    [InlineData(null, "Ångström", "Å")]
    [InlineData("李", "小龙", "李小")]
    [InlineData("𝒥ane", null, "𝒥")]
    [InlineData("<&'\"", "%23", "")]
    [InlineData("  ", "", "")]
    [InlineData(null, null, "")]
    public void It_shows_the_initials_and_else_a_figure(string? firstName, string? lastName, string initials)
    {
        var image = Image(StandInImage.Of(firstName, lastName));

        Assert.Equal(initials, string.Concat(image.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)));
        Assert.Equal(initials.Length == 0, image.Descendants().Any(element => element.Name.LocalName == "circle"));
    }

    [Fact]
    public void It_is_an_address_in_which_prebuilt_screens_recognise_that_it_is_nobodys_own_picture()
    {
        var address = StandInImage.Of("Jane", null);

        Assert.True(Uri.TryCreate(address, UriKind.Absolute, out _));
        Assert.Contains("avatar_placeholder", address, StringComparison.Ordinal);
        Assert.True(address.Length < 600, address);
        Assert.All(address, letter => Assert.True(char.IsAscii(letter) && letter is not (' ' or '#' or '<' or '"')));
    }

    private static XElement Image(string address)
    {
        const string before = "data:image/svg+xml,";
        Assert.StartsWith(before, address, StringComparison.Ordinal);
        return XElement.Parse(Uri.UnescapeDataString(address[before.Length..]));
    }
}
