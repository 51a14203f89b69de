using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;

namespace FuncAuth.Infra.Tests.Keys;

/// <summary>
/// A key vault for the real client library, as far as secrets go: it asks for a token first, keeps every version, lists them in no useful
/// order and a few a page, and counts what was asked of it.
/// </summary>
internal sealed class FakeVault(TimeProvider time) : HttpMessageHandler
{
    public static readonly Uri Address = new("https://kv-test.vault.azure.net");

    private const int PageSize = 2;

    private readonly List<Version> versions = [];

    public sealed record Version(string Secret, string Name, string Value, DateTimeOffset CreatedOn)
    {
        public bool Enabled { get; set; } = true;

        public DateTimeOffset? NotBefore { get; init; }

        public string? Id { get; init; }
    }

    public IReadOnlyList<Version> Versions => versions;

    /// <summary>How many more requests are refused because the role is not heeded yet.</summary>
    public int RefusesFor { get; set; }

    /// <summary>Secrets that were deleted and not purged.</summary>
    public HashSet<string> Deleted { get; } = [];

    public int Writes { get; private set; }

    public IEnumerable<Version> Of(string secret) => versions.Where(version => version.Secret == secret).OrderByDescending(version => version.CreatedOn);

    public SecretClient Client() => new(Address, new AnyToken(), new SecretClientOptions { Transport = new HttpClientTransport(new HttpClient(this)) });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization is null)
        {
            var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            challenge.Headers.Add("WWW-Authenticate", "Bearer authorization=\"https://login.microsoftonline.com/tenant\", resource=\"https://vault.azure.net\"");
            return challenge;
        }

        if (RefusesFor > 0)
        {
            RefusesFor--;
            return Fault(HttpStatusCode.Forbidden, "Forbidden");
        }

        var path = request.RequestUri!.AbsolutePath.Trim('/').Split('/');
        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        return (request.Method.Method, path) switch
        {
            ("GET", ["secrets", var secret, "versions"]) => List(secret, request.RequestUri.Query),
            ("GET", ["secrets", var secret, var version]) => Json(Bundle(versions.Single(one => one.Secret == secret && one.Name == version), isWithValue: true)),
            ("PUT", ["secrets", var secret]) when Deleted.Contains(secret) => Fault(HttpStatusCode.Conflict, "Conflict"),
            ("PUT", ["secrets", var secret]) => Put(secret, body!),
            ("PATCH", ["secrets", var secret, var version]) => Patch(secret, version, body!),
            _ => Fault(HttpStatusCode.BadRequest, "BadParameter"),
        };
    }

    private HttpResponseMessage List(string secret, string query)
    {
        // The vault's order is that of the random names of versions.
        var all = versions.Where(version => version.Secret == secret).OrderBy(version => version.Name, StringComparer.Ordinal).ToList();
        if (all.Count == 0)
            return Fault(HttpStatusCode.NotFound, "SecretNotFound");

        var skip = query.Contains("skip=", StringComparison.Ordinal) ? int.Parse(query.Split("skip=")[1].Split('&')[0], System.Globalization.CultureInfo.InvariantCulture) : 0;
        var next = skip + PageSize < all.Count ? $"{Address}secrets/{secret}/versions?api-version=x&skip={skip + PageSize}" : null;
        return Json(new JsonObject
        {
            ["value"] = new JsonArray([.. all.Skip(skip).Take(PageSize).Select(version => Bundle(version, isWithValue: false))]),
            ["nextLink"] = next,
        });
    }

    private HttpResponseMessage Put(string secret, JsonNode body)
    {
        Writes++;
        var version = new Version(secret, Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()), (string)body["value"]!, Second(time.GetUtcNow()))
        {
            NotBefore = body["attributes"]?["nbf"] is { } from ? DateTimeOffset.FromUnixTimeSeconds((long)from) : null,
            Id = (string?)body["tags"]?["id"],
        };
        versions.Add(version);
        return Json(Bundle(version, isWithValue: true));
    }

    private HttpResponseMessage Patch(string secret, string name, JsonNode body)
    {
        Writes++;
        var version = versions.Single(one => one.Secret == secret && one.Name == name);
        if (body["attributes"]?["enabled"] is { } enabled)
            version.Enabled = (bool)enabled;
        return Json(Bundle(version, isWithValue: false));
    }

    private static JsonObject Bundle(Version version, bool isWithValue)
    {
        var bundle = new JsonObject
        {
            ["id"] = $"{Address}secrets/{version.Secret}/{version.Name}",
            ["attributes"] = new JsonObject
            {
                ["enabled"] = version.Enabled,
                ["created"] = version.CreatedOn.ToUnixTimeSeconds(),
                ["updated"] = version.CreatedOn.ToUnixTimeSeconds(),
            },
        };
        if (version.NotBefore is { } from)
            bundle["attributes"]!["nbf"] = from.ToUnixTimeSeconds();
        if (version.Id is not null)
            bundle["tags"] = new JsonObject { ["id"] = version.Id };
        if (isWithValue)
            bundle["value"] = version.Value;
        return bundle;
    }

    // The vault keeps times to the second.
    private static DateTimeOffset Second(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());

    private static HttpResponseMessage Json(JsonNode body) => new(HttpStatusCode.OK)
    {
        Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
    };

    private static HttpResponseMessage Fault(HttpStatusCode status, string code) => new(status)
    {
        Content = new StringContent(JsonSerializer.Serialize(new { error = new { code, message = code } }), System.Text.Encoding.UTF8, "application/json"),
    };

    private sealed class AnyToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
