using System.Collections.Immutable;

namespace FuncAuth.Functions.Pipeline;

/// <summary>The secret keys that open the calls of servers: the current one, and the previous one while it is being replaced.</summary>
public sealed class SecretKeys(ImmutableArray<Secret> keys)
{
    /// <summary>Whether the Authorization header carries one of them as a bearer token; compared in constant time.</summary>
    public bool Opens(string? authorization)
    {
        const string scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return false;

        var shown = new Secret(authorization[scheme.Length..].Trim());
        var opens = false;
        foreach (var key in keys)
            opens |= key.Matches(shown);
        return opens;
    }

    /// <inheritdoc/>
    public override string ToString() => "[secret keys]";
}
