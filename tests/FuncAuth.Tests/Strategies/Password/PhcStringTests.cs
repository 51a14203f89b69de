using FuncAuth.Strategies.Password;

namespace FuncAuth.Tests.Strategies.Password;

public class PhcStringTests
{
    private const string Stored =
        "$argon2id$v=19$m=19456,t=2,p=1,keyid=MjAyNmE$ABAgMEBQYHCAkKCwwNDg8A$5bKrZvxBqaaKYyyRBZ85fNlZ46pmyBkP9vrHtbmw9jY";

    [Fact]
    public void A_hash_is_read_and_written_back_as_it_was()
    {
        var phc = PhcString.TryParse(Stored);

        Assert.Equal((19456, 2, 1, "2026a"), (phc!.Memory, phc.Passes, phc.Lanes, phc.KeyId));
        Assert.Equal((16, 32), (phc.Salt.Length, phc.Hash.Length));
        Assert.Equal(Stored, phc.Text);
    }

    [Fact]
    public void A_pepper_may_have_the_longest_name_that_a_key_can_have()
    {
        var phc = PhcString.TryParse(Stored)! with { KeyId = new string('k', 32), Memory = PhcString.MaxMemory };

        Assert.Equal(phc.KeyId, PhcString.TryParse(phc.Text)?.KeyId);
    }

    [Fact]
    public void P13_a_hash_does_not_print_itself() =>
        Assert.Equal("[password hash]", $"{PhcString.TryParse(Stored)}");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("$")]
    [InlineData("$$$$$")]
    [InlineData("$2b$12$abcdefghijklmnopqrstuuOyZGkHp7QmTMKNGnZQYPXzHbcJ7z3Hq")]
    public void Another_text_is_no_hash(string? text) => Assert.Null(PhcString.TryParse(text));

    [Theory]
    [InlineData("argon2id", "argon2i")]
    [InlineData("argon2id", "argon2d")]
    [InlineData("argon2id", "ARGON2ID")]
    [InlineData("v=19", "v=16")]
    [InlineData("$v=19", "")]
    [InlineData("m=19456", "m=019456")]
    [InlineData("m=19456", "m=+19456")]
    [InlineData("m=19456", "m= 19456")]
    [InlineData("m=19456", "m=１９４５６")]
    [InlineData("m=19456", "m=0x4c00")]
    [InlineData("m=19456", "m=")]
    [InlineData("m=19456,t=2", "t=2,m=19456")]
    [InlineData("m=19456", "m=19456,m=8")]
    [InlineData(",keyid=MjAyNmE", "")]
    [InlineData("keyid=MjAyNmE", "keyid=")]
    [InlineData("keyid=MjAyNmE", "keyid=MjAyNmF")]
    [InlineData("keyid=MjAyNmE", "keyid=MjAyNmE=")]
    [InlineData("keyid=MjAyNmE", "keyid=w7w")]
    [InlineData("keyid=MjAyNmE", "keyid=MjAyNmE,data=MjAyNmE")]
    [InlineData("ABAgMEBQYHCAkKCwwNDg8A", "ABAgMEBQYHCAkKCwwNDg")]
    [InlineData("ABAgMEBQYHCAkKCwwNDg8A", "ABAgMEBQYHCAkKCwwNDg8B")]
    [InlineData("ABAgMEBQYHCAkKCwwNDg8A", "ABAgMEBQYHCAkKCwwNDg8A==")]
    [InlineData("ABAgMEBQYHCAkKCwwNDg8A", "ABAgMEBQYHCAkKCwwNDg8AAA")]
    [InlineData("$5bKrZvxBqaaKYyyRBZ85fNlZ46pmyBkP9vrHtbmw9jY", "")]
    [InlineData("5bKrZvxBqaaKYyyRBZ85fNlZ46pmyBkP9vrHtbmw9jY", "")]
    [InlineData("5bKrZvxBqaaKYyyRBZ85fNlZ46pmyBkP9vrHtbmw9jY", "5bKr")]
    [InlineData("9jY", "9jY$")]
    [InlineData("9jY", "9jY\n")]
    [InlineData("9jY", "9j-")]
    public void A_hash_has_one_spelling(string part, string instead)
    {
        var text = Stored.Replace(part, instead, StringComparison.Ordinal);

        // An empty name is a spelling, but no key has it.
        var parsed = PhcString.TryParse(text);

        Assert.NotEqual(Stored, text);
        Assert.True(parsed is null or { KeyId: "" });
    }
}
