using System.Text.RegularExpressions;
using FuncAuth.Errors;
using FuncAuth.Instances;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// Sends browsers on to where the client library's files are. They are not served from here: 0.3 MB a page would cost more than every
/// sign-in.
/// </summary>
public sealed partial class PackageFiles(Instance instance, Uri baseUrl)
{
    /// <summary>307 to the file of <paramref name="package"/> (<c>clerk-js@6</c>) below the configured base.</summary>
    public IResult Redirect(HttpRequest http, string package, string file)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (Origins.Check(http, instance, changesSomething: false) is { } foreign)
            return Answers.Refuse(http.HttpContext, [foreign]);

        return Package().IsMatch(package) && File().IsMatch(file)
            ? new Elsewhere($"{baseUrl.AbsoluteUri.TrimEnd('/')}/@clerk/{package}/dist/{file}")
            : Answers.Refuse(http.HttpContext, [AuthErrors.ResourceNotFound]);
    }

    // Only names that a package and its files can have: nothing that leads out of the folder, or to another host.
    [GeneratedRegex(@"\A[a-z0-9-]{1,64}@[A-Za-z0-9.^~+-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Package();

    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex File();

    private sealed class Elsewhere(string location) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            SecurityHeaders.Write(httpContext);
            httpContext.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            httpContext.Response.Headers.Location = location;
            httpContext.Response.Headers.CacheControl = "public, max-age=3600";
            return Task.CompletedTask;
        }
    }
}
