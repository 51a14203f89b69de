using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

public class NameTextTests
{
    [Theory]
    [InlineData("Jane", "Jane")]
    [InlineData("  Ana María ", "Ana María")]
    [InlineData("Zoe\u0308", "Zoë")] // composed
    [InlineData("O'Brien-Smith Jr.", "O'Brien-Smith Jr.")]
    [InlineData("山田", "山田")]
    [InlineData("نرگس\u200Cزاده", "نرگس\u200Cزاده")] // a joiner that the script needs
    [InlineData("X Æ A-12", "X Æ A-12")]
    [InlineData("🦊", "🦊")]
    public void Names_of_every_script_are_taken(string typed, string canonical)
    {
        Assert.Equal(canonical, NameText.Canonicalise(typed));
    }

    [Theory]
    [InlineData("Jane\u0000")]
    [InlineData("Ja\nne")]
    [InlineData("Ja\u2028ne")]
    [InlineData("\u202Eenaj")] // turns the writing around
    [InlineData("jane\u2066doe")]
    [InlineData("\u200B\u200B")] // nothing to be seen
    [InlineData("\u0301")] // an accent on nothing
    [InlineData("ja\uDC00ne")] // half a character
    public void What_disturbs_where_it_is_shown_is_refused(string typed)
    {
        Assert.Null(NameText.Canonicalise(typed));
    }
}
