using FuncAuth.Azure.Queues;
using FuncAuth.Messages;

namespace FuncAuth.Azure.Tests.Queues;

public class MessageOrderJsonTests
{
    public static TheoryData<NoticeKind> Kinds { get; } = [.. Enum.GetValues<NoticeKind>()];

    [Theory]
    [InlineData(Channel.Email)]
    [InlineData(Channel.Sms)]
    public void An_order_is_read_back_as_it_was_written(Channel channel)
    {
        Assert.Equal(Given.Order(channel), MessageOrderJson.Read(MessageOrderJson.Write(Given.Order(channel))));

        var untraced = Given.Order() with { TraceParent = null };
        Assert.Equal(untraced, MessageOrderJson.Read(MessageOrderJson.Write(untraced)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Word_of_a_change_is_read_back_as_it_was_written(NoticeKind kind) =>
        Assert.Equal(Given.Notice(kind), MessageOrderJson.Read(MessageOrderJson.Write(Given.Notice(kind))));

    [Fact]
    public void The_code_of_a_contact_is_read_back_as_it_was_written() =>
        Assert.Equal(Given.ContactCode(), MessageOrderJson.Read(MessageOrderJson.Write(Given.ContactCode())));

    // What waits in a queue while a release is rolled out must still be read.
    [Fact]
    public void The_first_version_is_still_read()
    {
        Assert.Equal(Given.Order(), MessageOrderJson.Read(Example("MessageOrder.v1")));
        Assert.Equal(Given.Notice(), MessageOrderJson.Read(Example("MessageOrder.v1.notice")));
        Assert.Equal(Given.ContactCode(), MessageOrderJson.Read(Example("MessageOrder.v1.contact")));
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

    [Theory]
    [InlineData("password_changed", "password_lost")]
    [InlineData("user_", "sess_")]
    [InlineData("idn_", "idn_/")]
    [InlineData("\"at\":", "\"at\":\"yesterday\",\"was\":")]
    [InlineData(",\"notice\":\"password_changed\"", "")]
    public void Word_of_what_nobody_knows_is_poison(string ours, string theirs)
    {
        var body = MessageOrderJson.Write(Given.Notice());

        Assert.Throws<FormatException>(() => MessageOrderJson.Read(body.Replace(ours, theirs, StringComparison.Ordinal)));
    }

    private static string Example(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Rows", $"{name}.json"));
}
