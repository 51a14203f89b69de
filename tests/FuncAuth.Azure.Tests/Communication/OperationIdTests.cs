using FuncAuth.Azure.Communication;

namespace FuncAuth.Azure.Tests.Communication;

public class OperationIdTests
{
    // The example of RFC 9562, appendix A.4.
    [Fact]
    public void It_is_a_name_based_uuid_as_the_standard_makes_them()
    {
        var dns = new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

        Assert.Equal(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"), OperationId.From(dns, "www.example.com"));
    }

    // It is the same in every release: a message may wait in a queue while one is rolled out.
    [Fact]
    public void The_id_of_a_message_does_not_change()
    {
        Assert.Equal(new Guid("07c9a156-95c9-5771-9960-002ab7cf1466"), OperationId.Of("ver_000000000000000000000000000"));
    }
}
