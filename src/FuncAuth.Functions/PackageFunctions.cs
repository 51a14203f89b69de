using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions;

/// <summary>Where the client library's scripts are: framework packages look for them at the backend.</summary>
public sealed class PackageFunctions(PackageFiles files)
{
    [Function("npm_file")]
    public IResult File(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "npm/@clerk/{package}/dist/{file}")] HttpRequest http, string package, string file) =>
        files.Redirect(http, package, file);
}
