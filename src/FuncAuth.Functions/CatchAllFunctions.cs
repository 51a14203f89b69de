using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions;

/// <summary>
/// Whatever no other function serves. Its name sorts last on purpose: the host takes the first function by name whose route fits, and
/// this one fits everything.
/// </summary>
public sealed class CatchAllFunctions(FrontendApi api)
{
    [Function("zz_elsewhere")]
    public IResult Elsewhere(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "v1/{*rest}")] HttpRequest http) =>
        api.Elsewhere(http);
}
