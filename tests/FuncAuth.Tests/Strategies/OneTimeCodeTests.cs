using FuncAuth.Keys;
using FuncAuth.Strategies;

namespace FuncAuth.Tests.Strategies;

public class OneTimeCodeTests
{
    private const int Draws = 200_000;

    private static readonly SymmetricKey Key = new("2026a", Bytes(1));
    private static readonly OneTimeCodes Codes = new(new Keyring(Key));

    private static readonly CodeSubject Subject =
        new("sign-up", "sua_1", "email_address", "ada@example.com", VerificationId.From("first"));

    [Fact]
    public void C01_codes_are_six_digits_and_equally_likely()
    {
        var digits = new int[6, 10];
        var pairs = new int[5, 100];
        var leadingZeros = new int[7];

        foreach (var code in Stream(Codes, Subject, Draws))
        {
            Assert.True(code.Length == 6 && code.All(char.IsAsciiDigit), code);
            for (var i = 0; i < 6; i++)
                digits[i, code[i] - '0']++;
            for (var i = 0; i < 5; i++)
                pairs[i, ((code[i] - '0') * 10) + code[i + 1] - '0']++;
            leadingZeros[code.Length - code.TrimStart('0').Length]++;
        }

        // The critical values at 1 in 1,000. The key is fixed, so this either holds or does not: it cannot come and go.
        for (var i = 0; i < 6; i++)
            Assert.True(ChiSquare(digits, i) < 27.88, $"Position {i}: {ChiSquare(digits, i)} with 9 degrees of freedom.");
        for (var i = 0; i < 5; i++)
            Assert.True(ChiSquare(pairs, i) < 148.23, $"Positions {i} and {i + 1}: {ChiSquare(pairs, i)} with 99 degrees of freedom.");

        // One code in ten starts with a zero, and nine of ten of those with one alone.
        Assert.InRange(leadingZeros[1], 17_500, 18_500);
        Assert.InRange(leadingZeros[2], 1_650, 1_950);
    }

    [Fact]
    public void A_code_is_the_same_however_often_it_is_derived()
    {
        var code = Codes.Derive("2026a", Subject);

        var again = new OneTimeCodes(new Keyring(new SymmetricKey("2026b", Bytes(2)), Key)).Derive("2026a", Subject with { });

        // Computed apart from this code, from its description: whoever changes it kills every code that is under way.
        Assert.Equal("520968", code!.Reveal());
        Assert.Equal(code.Reveal(), again!.Reveal());
    }

    [Fact]
    public void C10_without_the_key_a_code_cannot_be_derived()
    {
        // Everything that the storage knows, the name of the key included, and a guess at the key.
        var others = new OneTimeCodes(new Keyring(new SymmetricKey(Key.Id, Bytes(2))));

        var right = Stream(Codes, Subject, Draws).Zip(Stream(others, Subject, Draws)).Count(pair => pair.First == pair.Second);

        // Guessing gets one in a million: 0.2 of these are expected.
        Assert.InRange(right, 0, 3);
    }

    [Fact]
    public void A_code_needs_a_key_that_is_still_on_the_ring()
    {
        Assert.Null(Codes.Derive("2025z", Subject));
        Assert.False(Codes.Matches("2025z", Subject, new Secret("000000")));
    }

    [Theory]
    [InlineData("purpose")]
    [InlineData("attempt")]
    [InlineData("field")]
    [InlineData("destination")]
    [InlineData("verification")]
    [InlineData("the border between two parts")]
    [InlineData("a broken surrogate")]
    public void C07_a_change_in_the_subject_is_another_stream_of_codes(string what)
    {
        var before = Subject with { Purpose = "sign-in\uD800" };
        var after = what switch
        {
            "purpose" => before with { Purpose = "second-factor" },
            "attempt" => before with { Attempt = "sua_2" },
            "field" => before with { Field = "phone_number" },
            "destination" => before with { Destination = "adb@example.com" },
            "verification" => before,
            "the border between two parts" => before with { Attempt = "sua_1email", Field = "_address" },
            _ => before with { Purpose = "sign-in\uDBFF" },
        };

        var same = Enumerable.Range(0, 10_000).Count(i =>
            Code(Codes, before with { Verification = VerificationId.From($"{i}") })
            == Code(Codes, after with { Verification = VerificationId.From(what == "verification" ? $"{i} again" : $"{i}") }));

        Assert.InRange(same, 0, 2);
    }

    [Theory]
    [InlineData("042424")]
    [InlineData(" 042424")]
    [InlineData("042424\r\n")]
    [InlineData("\t042424\u00A0")]
    [InlineData("\u3000042424\u2003")]
    [InlineData("０４２４２４")]
    [InlineData("\u3000０42４24 ")]
    public void C16_blanks_around_a_code_and_full_width_digits_are_forgiven(string typed) =>
        Assert.Equal("042424", OneTimeCodes.Normalise(typed)?.Reveal());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("      ")]
    [InlineData("42424")]
    [InlineData("0424244")]
    [InlineData("042 424")]
    [InlineData("042-424")]
    [InlineData("04242a")]
    [InlineData("+42424")]
    [InlineData("-42424")]
    [InlineData("٠٤٢٤٢٤")]
    [InlineData("０")]
    [InlineData("\u200B042424")]
    [InlineData("04242²")]
    [InlineData("04242\0")]
    [InlineData("𝟎𝟒𝟐")]
    public void C16_anything_else_is_refused_and_is_no_accident(string? typed)
    {
        Assert.Null(OneTimeCodes.Normalise(typed));
        Assert.False(Codes.Matches(Key.Id, Subject, new Secret(typed ?? "")));
    }

    // Apart, because an attribute cannot hold half a surrogate pair.
    [Fact]
    public void C16_half_a_surrogate_pair_is_refused_and_is_no_accident() =>
        C16_anything_else_is_refused_and_is_no_accident("04242\uD835");

    [Fact]
    public void C16_only_the_whole_code_is_right()
    {
        var code = Codes.Derive(Key.Id, Subject)!.Reveal();

        Assert.True(Codes.Matches(Key.Id, Subject, new Secret(code)));
        Assert.True(Codes.Matches(Key.Id, Subject, new Secret($" {code}\n")));
        for (var i = 0; i < 6; i++)
        {
            var close = code.ToCharArray();
            close[i] = (char)('0' + ((close[i] - '0' + 1) % 10));
            Assert.False(Codes.Matches(Key.Id, Subject, new Secret(new string(close))));
        }
    }

    private static IEnumerable<string> Stream(OneTimeCodes codes, CodeSubject subject, int count) =>
        Enumerable.Range(0, count).Select(i => Code(codes, subject with { Attempt = $"sua_{i}" }));

    private static string Code(OneTimeCodes codes, CodeSubject subject) => codes.Derive(Key.Id, subject)!.Reveal();

    private static double ChiSquare(int[,] counts, int row)
    {
        var expected = (double)Draws / counts.GetLength(1);
        return Enumerable.Range(0, counts.GetLength(1)).Sum(column => Math.Pow(counts[row, column] - expected, 2) / expected);
    }

    private static byte[] Bytes(byte seed) => [.. Enumerable.Range(0, 32).Select(i => (byte)((i * 7) + seed))];
}
