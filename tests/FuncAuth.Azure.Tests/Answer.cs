using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace FuncAuth.Azure.Tests;

/// <summary>An answer of a service that nobody asked.</summary>
internal sealed class Answer(int status, string body, params (string Name, string Value)[] headers) : Response
{
    private const string Chatty = """{"error":{"code":"Whatever","message":"ada@example.com and +12015550123 with 424242"}}""";

    public override int Status => status;

    public override string ReasonPhrase => "reason";

    public override Stream? ContentStream { get; set; } = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body));

    public override string ClientRequestId { get; set; } = "";

    /// <summary>A failure whose text holds what must not reach a log.</summary>
    public static RequestFailedException Failure(int status, params (string Name, string Value)[] headers) => new(new Answer(status, Chatty, headers));

    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => headers.Select(header => new HttpHeader(header.Name, header.Value));

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        return value is not null;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = TryGetHeader(name, out var value) ? [value] : null;
        return values is not null;
    }
}
