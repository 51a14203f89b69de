using System.Net;
using System.Text.Json;
using FuncAuth.Testing.Spec;

namespace FuncAuth.Testing;

/// <summary>
/// A browser as far as HTTP goes: keeps cookies, says where its page is from, sends forms. Every JSON answer of the front-end API that it
/// sees is held against the published schema, where that is at hand.
/// </summary>
public sealed class FrontEnd : IDisposable
{
    /// <summary>Where its page is from, unless told otherwise.</summary>
    public const string Origin = "http://localhost:5173";

    private readonly HttpClient http;
    private readonly CookieContainer cookies = new();
    private readonly string? origin;

    /// <param name="baseUrl">The backend.</param>
    /// <param name="origin">The page's origin; null for a caller that is no browser.</param>
    public FrontEnd(Uri baseUrl, string? origin = Origin)
    {
        ArgumentNullException.ThrowIfNull(baseUrl);
        this.origin = origin;
        http = new HttpClient(new SocketsHttpHandler
        {
            CookieContainer = cookies,
            AllowAutoRedirect = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => baseUrl.IsLoopback },
        })
        { BaseAddress = baseUrl };
    }

    /// <summary>The client cookie; null while there is none.</summary>
    public string? ClientCookie
    {
        get => cookies.GetCookies(http.BaseAddress!)["__client"]?.Value;
        set => cookies.Add(http.BaseAddress!, new Cookie("__client", value));
    }

    /// <summary>What it says that it is; unset it says nothing.</summary>
    public string UserAgent
    {
        set => http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", value);
    }

    /// <summary>A GET.</summary>
    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, []);

    /// <summary>A POST with a form.</summary>
    public Task<Answer> PostAsync(string path, params (string Name, string Value)[] form) => SendAsync(HttpMethod.Post, path, form);

    /// <summary>A PATCH as the client library sends it.</summary>
    public Task<Answer> PatchAsync(string path, params (string Name, string Value)[] form) => SendAsync(HttpMethod.Post, $"{path}?_method=PATCH", form);

    /// <summary>A DELETE as the client library sends it.</summary>
    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Post, $"{path}?_method=DELETE", []);

    /// <summary>Goes to an address as people follow a link: no page says that it calls.</summary>
    public async Task<Answer> VisitAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsItIsAsync(request);
    }

    /// <summary>A request of any kind; the origin is added unless it is there.</summary>
    public Task<Answer> SendAsync(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (origin is not null && !request.Headers.Contains("Origin"))
            request.Headers.Add("Origin", origin);
        return SendAsItIsAsync(request);
    }

    private async Task<Answer> SendAsItIsAsync(HttpRequestMessage request)
    {
        var asked = request.RequestUri!.OriginalString; // as it was asked for: sending makes it absolute
        using var response = await http.SendAsync(request, CancellationToken.None);
        var body = await response.Content.ReadAsStringAsync(CancellationToken.None);
        var answer = new Answer((int)response.StatusCode, body, response.Headers.Concat(response.Content.Headers)
            .ToLookup(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.SelectMany(values => values).ToArray(), StringComparer.OrdinalIgnoreCase));

        var path = asked.Split('?')[0];
        var overridden = asked.Split("_method=");
        var method = request.Method == HttpMethod.Post && overridden.Length > 1 ? overridden[1].Split('&')[0] : request.Method.Method;
        if (answer.IsJson && request.Method != HttpMethod.Head && FrontendApiSpec.Find(out _) is { } spec)
            Assert.Empty(spec.Violations(method, path, answer.Status, body).Select(violation => $"{method} {path} {answer.Status}: {violation}\n{body}"));
        return answer;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<Answer> SendAsync(HttpMethod method, string path, (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post)
            request.Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await SendAsync(request);
    }
}

/// <summary>What came back.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body as text.</param>
/// <param name="Headers">The headers by name, without regard to case.</param>
public sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string[]> Headers)
{
    /// <summary>Whether the body is JSON.</summary>
    public bool IsJson => Header("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) is true;

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The resource of a success.</summary>
    public JsonElement Response => Json.GetProperty("response");

    /// <summary>The client that came along: beside a success, or below a refusal.</summary>
    public JsonElement Client => Json.TryGetProperty("client", out var client) ? client : Json.GetProperty("meta").GetProperty("client");

    /// <summary>The codes of a refusal; empty for a success.</summary>
    public string[] Errors => Status >= 400 && IsJson
        ? [.. Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("code").GetString()!)]
        : [];

    /// <summary>The parameters that a refusal names.</summary>
    public string[] Parameters =>
        [.. Json.GetProperty("errors").EnumerateArray()
            .Where(error => error.TryGetProperty("meta", out _))
            .Select(error => error.GetProperty("meta").GetProperty("param_name").GetString()!)];

    /// <summary>The first value of a header; null where it is absent.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>A member of the resource, as text.</summary>
    public string? this[string member] => Response.GetProperty(member) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : null;

    /// <summary>A list of the resource.</summary>
    public string[] List(string member) => [.. Response.GetProperty(member).EnumerateArray().Select(item => item.GetString()!)];
}
