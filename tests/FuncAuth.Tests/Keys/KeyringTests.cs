using FuncAuth.Keys;

namespace FuncAuth.Tests.Keys;

public class KeyringTests
{
    private static readonly SymmetricKey New = new("2026b", Enumerable.Repeat((byte)2, 32).ToArray());
    private static readonly SymmetricKey Old = new("2026a", Enumerable.Repeat((byte)1, 32).ToArray());

    [Fact]
    public void A_ring_finds_the_current_and_the_previous_keys_and_no_other()
    {
        var ring = new Keyring(New, Old);

        Assert.Same(New, ring.Current);
        Assert.Same(New, ring.Find("2026b"));
        Assert.Same(Old, ring.Find("2026a"));
        Assert.Null(ring.Find("2026A"));
        Assert.Null(ring.Find(""));
    }

    [Fact]
    public void P13_a_ring_prints_names_only()
    {
        Assert.Equal("2026b, 2026a", new Keyring(New, Old).ToString());
        Assert.Equal("2026b", $"{New}");
    }

    [Fact]
    public void Two_keys_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => new Keyring(New, new SymmetricKey(New.Id, Old.Value.Span)));

    [Theory]
    [InlineData("")]
    [InlineData("a name with blanks")]
    [InlineData("2026$a")]
    [InlineData("2026,a")]
    [InlineData("schlüssel")]
    [InlineData("a-name-of-thirty-three-characters")]
    public void A_key_with_a_name_that_a_hash_could_not_carry_is_refused(string id) =>
        Assert.Throws<ArgumentException>(() => new SymmetricKey(id, new byte[32]));

    [Fact]
    public void A_short_key_is_refused_and_not_shown()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new SymmetricKey("2026a", "hunter2"u8));

        Assert.Contains("32 bytes", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
    }
}
