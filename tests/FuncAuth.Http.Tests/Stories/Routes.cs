using System.Reflection;
using FuncAuth.Functions;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Every route that the app serves, as its functions declare them: a test that walks them walks those of tomorrow too.</summary>
internal static class Routes
{
    /// <summary>All of them with the methods that they are served under, in lower case.</summary>
    public static IEnumerable<(string Path, string[] Methods)> All() =>
        from type in typeof(FuncAuthServices).Assembly.GetTypes()
        from method in type.GetMethods()
        where method.GetCustomAttribute<FunctionAttribute>() is not null
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        where trigger?.Route is not null
        select ($"/{trigger.Route}", trigger.Methods ?? []);

    /// <summary>Those about the signed-in user.</summary>
    public static IEnumerable<(string Path, string[] Methods)> Me() =>
        All().Where(route => route.Path == "/v1/me" || route.Path.StartsWith("/v1/me/", StringComparison.Ordinal));

    /// <summary>Those about sessions of the calling client.</summary>
    public static IEnumerable<(string Path, string[] Methods)> ClientSessions() =>
        All().Where(route => route.Path == "/v1/client/sessions" || route.Path.StartsWith("/v1/client/sessions/", StringComparison.Ordinal));
}
