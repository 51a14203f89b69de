using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

public class MetadataTextTests
{
    // The examples of RFC 7396, appendix A, as far as both sides are objects.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void A_patch_is_merged_as_the_standard_says(string stored, string patch, string merged) => Assert.Equal(merged, MetadataText.Merge(stored, patch));

    [Fact]
    public void Of_a_member_that_is_there_twice_the_last_counts() =>
        Assert.Equal("""{"a":2,"b":{"c":4}}""", MetadataText.Merge("""{"a":1,"a":2}""", """{"b":{"c":3},"b":{"c":4}}"""));

    [Theory]
    [InlineData(8192 - 8, true)]
    [InlineData(8192 - 7, false)]
    public void What_comes_of_it_has_the_bound_of_what_is_sent(int length, bool fits)
    {
        var merged = MetadataText.Merge("{}", $$"""{"a":"{{new string('x', length)}}"}""");

        Assert.Equal(fits, merged is not null);
    }

    [Fact]
    public void Letters_that_are_stored_as_escapes_count_once_and_still_fit_their_row()
    {
        var some = MetadataText.Canonicalise($$"""{"a":"{{new string('é', 1500)}}"}""", out _)!;

        Assert.True(some.Length > MetadataText.MaxLength);
        Assert.NotNull(MetadataText.Merge(some, """{"b":1}"""));
        Assert.Null(MetadataText.Merge(some, some.Replace("\"a\"", "\"b\"", StringComparison.Ordinal)));
    }
}
