using System.Text;
using System.Text.RegularExpressions;
using FuncAuth.Keys;
using FuncAuth.Strategies.Password;
using NSec.Cryptography;

namespace FuncAuth.Tests.Strategies.Password;

public class PasswordHashTests
{
    private static readonly SymmetricKey Pepper = new("2026a", [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
    private static readonly SymmetricKey NextPepper = new("2026b", [.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private static readonly byte[] Salt = [.. Enumerable.Range(0, 16).Select(i => (byte)(i * 16))];

    private static readonly PasswordHasher Hasher = new(new Keyring(Pepper));
    private static readonly string CorrectHorse = Hasher.Hash(new Secret("correct horse"), Salt);

    [Fact]
    public void P01_a_hash_is_argon2id_with_19_MiB_two_passes_and_its_own_salt_as_a_PHC_string()
    {
        var hash = Hasher.Hash(new Secret("correct horse"), Salt);

        var parts = Regex.Match(
            hash, @"\A\$argon2id\$v=19\$m=(?<m>\d+),t=(?<t>\d+),p=1,keyid=(?<key>[A-Za-z0-9+/]+)\$(?<salt>[A-Za-z0-9+/]{22})\$[A-Za-z0-9+/]{43}\z");
        Assert.True(parts.Success, hash);
        Assert.True(int.Parse(parts.Groups["m"].Value, null) >= 19456);
        Assert.True(int.Parse(parts.Groups["t"].Value, null) >= 2);
        Assert.Equal("2026a"u8, Convert.FromBase64String(parts.Groups["key"].Value.PadRight(8, '=')));
        Assert.Equal(Salt, Convert.FromBase64String(parts.Groups["salt"].Value + "=="));
        Assert.NotEqual(hash, Hasher.Hash(new Secret("correct horse"), [.. Salt.Reverse()]));
        Assert.True(Hasher.Verify(new Secret("correct horse"), hash));
        Assert.False(Hasher.Verify(new Secret("correct hors"), hash));
        Assert.False(Hasher.Verify(new Secret(""), hash));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void P01_a_salt_of_another_length_is_refused(int length) =>
        Assert.Throws<ArgumentException>(() => Hasher.Hash(new Secret("correct horse"), new byte[length]));

    [Fact]
    public void P01_with_another_pepper_no_password_verifies()
    {
        var sameName = new PasswordHasher(new Keyring(new SymmetricKey(Pepper.Id, NextPepper.Value.Span)));
        var otherName = new PasswordHasher(new Keyring(NextPepper));

        Assert.False(sameName.Verify(new Secret("correct horse"), CorrectHorse));
        Assert.False(otherName.Verify(new Secret("correct horse"), CorrectHorse));
    }

    [Fact]
    public void P01_after_a_rotation_old_hashes_verify_and_ask_to_be_written_anew()
    {
        var rotated = new PasswordHasher(new Keyring(NextPepper, Pepper));

        Assert.False(Hasher.NeedsRehash(CorrectHorse));
        Assert.True(rotated.Verify(new Secret("correct horse"), CorrectHorse));
        Assert.True(rotated.NeedsRehash(CorrectHorse));
        Assert.False(rotated.NeedsRehash(rotated.Hash(new Secret("correct horse"), Salt)));
    }

    // Stored hashes must still verify after every change of this code. These were computed by another implementation of Argon2
    // (Bouncy Castle, managed) and of HMAC, from the description alone.
    [Theory]
    [InlineData("correct horse battery staple", "$argon2id$v=19$m=19456,t=2,p=1,keyid=MjAyNmE$ABAgMEBQYHCAkKCwwNDg8A$5bKrZvxBqaaKYyyRBZ85fNlZ46pmyBkP9vrHtbmw9jY")]
    [InlineData("pa\u00DFw\u00F6rt \u00E9\0tail \U0001F40E", "$argon2id$v=19$m=19456,t=2,p=1,keyid=MjAyNmE$ABAgMEBQYHCAkKCwwNDg8A$622Do+Y8xrUvh1Z+P6r9qRsee+l7GpBDT7xHAafhuhs")]
    public void P01_another_implementation_comes_to_the_same_hash(string password, string hash)
    {
        Assert.Equal(hash, Hasher.Hash(new Secret(password), Salt));
        Assert.True(Hasher.Verify(new Secret(password), hash));
    }

    // The vectors that PyNaCl publishes for raw Argon2id, made with the reference implementation's command line.
    [Theory]
    [InlineData("J2TU89T68L", "hsvjdI3ckgfMke6x", 32768, 4, "f45619dcd98553c38a4f311904a06e888dd5dd")]
    [InlineData("3bDtmljuB86", "BcZv9BmKSL1BZXBD", 16384, 3, "a667a360356b3658656cc51feda5abc3c9932d1e3b4a398633")]
    [InlineData("2su5ROWRMZLOOWbv", "cxYQAFWsKbji4Y0e", 32768, 2, "6341329de527593dbd479e24ca02b7f6bfcc29a6c74def655db74808e199")]
    public void P01_the_derivation_is_Argon2id(string password, string salt, int memory, int passes, string hash)
    {
        var argon2id = PasswordBasedKeyDerivationAlgorithm.Argon2id(
            new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memory, NumberOfPasses = passes });

        var derived = argon2id.DeriveBytes(Encoding.ASCII.GetBytes(password), Encoding.ASCII.GetBytes(salt), hash.Length / 2);

        Assert.Equal(hash, Convert.ToHexStringLower(derived));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(73)]
    [InlineData(129)]
    [InlineData(255)]
    public void P03_a_password_counts_to_its_last_character(int position)
    {
        var password = new string('a', 256);
        var hash = Hasher.Hash(new Secret(password), Salt);

        var other = password.ToCharArray();
        other[position] = 'b';

        Assert.False(Hasher.Verify(new Secret(new string(other)), hash));
        Assert.False(Hasher.Verify(new Secret(password[..position]), hash));
    }

    [Fact]
    public void P03_what_follows_a_NUL_counts()
    {
        var hash = Hasher.Hash(new Secret("correct\0horse"), Salt);

        Assert.True(Hasher.Verify(new Secret("correct\0horse"), hash));
        Assert.False(Hasher.Verify(new Secret("correct\0house"), hash));
        Assert.False(Hasher.Verify(new Secret("correct"), hash));
        Assert.False(Hasher.Verify(new Secret("correct\0horse\0"), hash));
    }

    [Theory]
    [InlineData("caf\u00E9 cr\u00E8me", "cafe\u0301 cre\u0300me")]
    [InlineData("\uFF50assword", "password")]
    [InlineData("\u1100\u1161\u11A8 battery", "\uAC01 battery")]
    [InlineData("o\uFB03ce hours", "office hours")]
    public void P04_one_password_is_one_password_on_every_keyboard(string set, string typed)
    {
        var hash = Hasher.Hash(new Secret(set), Salt);

        Assert.True(Hasher.Verify(new Secret(typed), hash));
        Assert.Equal(hash, Hasher.Hash(new Secret(typed), Salt));
    }

    [Theory]
    [InlineData("Correct horse")]
    [InlineData("correct horse ")]
    [InlineData(" correct horse")]
    [InlineData("correct  horse")]
    public void P04_letter_case_and_blanks_still_count(string typed) =>
        Assert.False(Hasher.Verify(new Secret(typed), CorrectHorse));

    [Fact]
    public void What_is_no_text_is_never_hashed_and_never_verifies()
    {
        // Not as theory data: an attribute cannot hold half a surrogate pair.
        string[] broken = ["correct \uD800 horse", "\uDC00correct horse", "correct \uDC00\uD800 horse", "correct horse\uFFFE"];
        var hash = Hasher.Hash(new Secret("correct \uFFFD horse"), Salt);

        Assert.All(broken, password => Assert.Throws<ArgumentException>(() => Hasher.Hash(new Secret(password), Salt)));
        Assert.All(broken, password => Assert.False(Hasher.Verify(new Secret(password), hash)));
    }

    [Fact]
    public void P08_an_endless_password_is_refused_before_any_work()
    {
        // The dearest input for a normaliser: marks that all have to be sorted.
        var endless = new Secret(new string('\u0301', 20_000) + new string('\u0316', 20_000));

        Assert.Throws<ArgumentException>(() => Hasher.Hash(endless, Salt));
        Assert.False(Hasher.Verify(endless, CorrectHorse));
    }

    [Theory]
    [InlineData("m=16777216,t=2,p=1")]
    [InlineData("m=65537,t=2,p=1")]
    [InlineData("m=2147483647,t=2,p=1")]
    [InlineData("m=99999999999999999999,t=2,p=1")]
    [InlineData("m=19456,t=9,p=1")]
    [InlineData("m=19456,t=1000000000,p=1")]
    [InlineData("m=19456,t=2,p=2")]
    [InlineData("m=19456,t=2,p=255")]
    [InlineData("m=19456,t=0,p=1")]
    [InlineData("m=7,t=2,p=1")]
    [InlineData("m=-1,t=2,p=1")]
    public void P08_hostile_parameters_cost_nothing(string parameters)
    {
        var hostile = CorrectHorse.Replace("m=19456,t=2,p=1", parameters, StringComparison.Ordinal);

        // Refused by the reader, before anything could be computed with them.
        Assert.Null(PhcString.TryParse(hostile));
        Assert.False(Hasher.Verify(new Secret("correct horse"), hostile));
        Assert.True(Hasher.NeedsRehash(hostile));
    }

    [Fact]
    public void A_hash_with_other_parameters_below_the_cap_verifies_and_asks_to_be_written_anew()
    {
        // As an earlier or later version of this code would write it: OWASP's second choice.
        var today = PhcString.TryParse(CorrectHorse)!;
        var keyed = System.Security.Cryptography.HMACSHA256.HashData(Pepper.Value.Span, "correct horse"u8);
        var argon2id = PasswordBasedKeyDerivationAlgorithm.Argon2id(
            new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = 47104, NumberOfPasses = 1 });

        var other = (today with { Memory = 47104, Passes = 1, Hash = argon2id.DeriveBytes(keyed, Salt, 32) }).Text;

        Assert.True(Hasher.Verify(new Secret("correct horse"), other));
        Assert.False(Hasher.Verify(new Secret("correct house"), other));
        Assert.True(Hasher.NeedsRehash(other));
    }
}
