using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace FuncAuth.LocalHost.Dev;

/// <summary>
/// Serves <c>/npm/@clerk/{package}@{version}/dist/{file}</c> from the repository's node_modules, so that a front end works without the
/// public network. What is not there, or is there in another version, is the function's to answer.
/// </summary>
internal sealed partial class NpmFiles(string root)
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    public async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        if ((!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            || PathPattern().Match(http.Request.Path.Value ?? "") is not { Success: true } asked
            || Find(asked.Groups["package"].Value, asked.Groups["version"].Value, asked.Groups["file"].Value) is not var (file, isExact)
            || !ContentTypes.TryGetContentType(file.Name, out var contentType))
        {
            await next(http);
            return;
        }

        // Public code, the same for everyone. A range may mean another version tomorrow, an exact version never does.
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = isExact ? "public, max-age=31536000, immutable" : "no-cache";
        var tag = new EntityTagHeaderValue($"\"{file.Length:x}-{file.LastWriteTimeUtc.Ticks:x}\"");
        await TypedResults.PhysicalFile(file.FullName, $"{contentType}; charset=utf-8", null, file.LastWriteTimeUtc, tag).ExecuteAsync(http);
    }

    private (FileInfo File, bool IsExact)? Find(string package, string version, string name)
    {
        var folder = Path.Combine(root, "node_modules", "@clerk", package);
        var manifest = Path.Combine(folder, "package.json");
        var file = new FileInfo(Path.Combine(folder, "dist", name));
        if (!file.Exists || !File.Exists(manifest))
            return null;

        using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
        var installed = json.RootElement.GetProperty("version").GetString()!;
        return version == installed ? (file, true) : Fits(version, installed) ? (file, false) : null;
    }

    // "6" is any 6.x.y and "6.40" any 6.40.y; nobody who asks for a range means a pre-release.
    private static bool Fits(string range, string installed) =>
        !installed.Contains('-', StringComparison.Ordinal) && installed.StartsWith(range + ".", StringComparison.Ordinal);

    // A name of one piece that does not begin with a dot: there is no way out of dist in it.
    [GeneratedRegex(@"^/npm/@clerk/(?<package>[a-z0-9][a-z0-9-]*)@(?<version>[0-9][0-9A-Za-z.+-]*)/dist/(?<file>[A-Za-z0-9_][A-Za-z0-9_.-]*)\z")]
    private static partial Regex PathPattern();
}
