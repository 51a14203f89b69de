using FuncAuth.Azure.Queues;
using FuncAuth.Messages;

namespace FuncAuth.Azure.Tests.Queues;

public class MessageOrderJsonTests
{
    [Theory]
    [InlineData(Channel.Email)]
    [InlineData(Channel.Sms)]
    public void An_order_is_read_back_as_it_was_written(Channel channel)
    {
        Assert.Equal(Given.Order(channel), MessageOrderJson.Read(MessageOrderJson.Write(Given.Order(channel))));

        var untraced = Given.Order() with { TraceParent = null };
        Assert.Equal(untraced, MessageOrderJson.Read(MessageOrderJson.Write(untraced)));
    }

    // What waits in a queue while a release is rolled out must still be read.
    [Fact]
    public void The_first_version_is_still_read()
    {
        var body = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Rows", "MessageOrder.v1.json"));

        Assert.Equal(Given.Order(), MessageOrderJson.Read(body));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"v\":1}")]
    [InlineData("{\"v\":null}")]
    [InlineData("{\"v\":\"1\"}")]
    [InlineData("{\"v\":1,\"channel\":\"email\",\"client\":null,\"signUp\":null,\"field\":null,\"verification\":null}")]
    public void Anything_else_is_poison(string body)
    {
        Assert.Throws<FormatException>(() => MessageOrderJson.Read(body));
    }

    [Theory]
    [InlineData("\"v\":1", "\"v\":2")]
    [InlineData("\"email\"", "\"pigeon\"")]
    [InlineData("client_", "sess_")]
    [InlineData("ver_", "ver_/")]
    public void What_a_later_release_or_a_stranger_wrote_is_poison(string ours, string theirs)
    {
        var body = MessageOrderJson.Write(Given.Order());

        Assert.Throws<FormatException>(() => MessageOrderJson.Read(body.Replace(ours, theirs, StringComparison.Ordinal)));
    }
}
