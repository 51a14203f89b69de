using System.Text;
using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

/// <summary>Two spellings of one address are one address: over every letter that there is.</summary>
public class EmailTextFoldingTests
{
    [Theory]
    [InlineData("a{0}b@example.com", 0xFFFF)]
    [InlineData("{0}@example.com", 0x2FFF)]
    [InlineData("a@b{0}c.example.com", 0x2FFF)]
    public void However_a_letter_is_written_it_makes_one_address(string place, int last)
    {
        for (var point = 1; point <= last; point++)
        {
            if (!Rune.IsValid(point))
                continue;

            var typed = place.Replace("{0}", new Rune(point).ToString(), StringComparison.Ordinal);
            if (EmailText.Canonicalise(typed) is not { } canonical)
                continue; // and none of them is an accident

            string[] spellings =
            [
                canonical, typed.ToUpperInvariant(), typed.ToLowerInvariant(), typed.Normalize(NormalizationForm.FormD), typed.Normalize(NormalizationForm.FormKC),
            ];
            foreach (var spelling in spellings)
            {
                Assert.True(
                    EmailText.Canonicalise(spelling) == canonical,
                    $"{Escaped(typed)} is {Escaped(canonical)}, and {Escaped(spelling)} is {Escaped(EmailText.Canonicalise(spelling))}");
            }
        }
    }

    [Theory]
    [InlineData("a\ufffeb@example.com")]
    [InlineData("a@b\ufffe.example.com")]
    [InlineData("a\uffffb@example.com")]
    [InlineData("a\ud83f\udffeb@example.com")]
    public void What_is_no_character_is_refused_and_no_accident(string typed) => Assert.Null(EmailText.Canonicalise(typed));

    private static string Escaped(string? text) => text is null ? "none" : string.Concat(text.EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : $"\\u{rune.Value:x4}"));
}
