using System.Collections.Immutable;

namespace FuncAuth.Instances;

/// <summary>
/// The origins that browsers may call from: exact ones, and in development a loopback host with any port (<c>http://localhost:*</c>).
/// A prefix, a suffix or another spelling of an origin is another origin (RFC 6454; SECURITY.md X01, X02).
/// </summary>
public sealed class AllowedOrigins
{
    private readonly ImmutableHashSet<string> exact;
    private readonly ImmutableHashSet<string> anyPort;

    private AllowedOrigins(ImmutableHashSet<string> exact, ImmutableHashSet<string> anyPort) => (this.exact, this.anyPort) = (exact, anyPort);

    /// <summary>Whether one of the entries stands for any port of a loopback host: right in development only.</summary>
    public bool HasWildcards => anyPort.Count > 0;

    /// <summary>Reads a comma-separated list; null where an entry is not an origin, which is then in <paramref name="wrong"/>.</summary>
    public static AllowedOrigins? TryParse(string? list, out string? wrong)
    {
        var exact = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var anyPort = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        wrong = null;

        foreach (var entry in (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (entry.EndsWith(":*", StringComparison.Ordinal)
                && Uri.TryCreate(entry[..^2], UriKind.Absolute, out var loopback) && IsOrigin(loopback, entry[..^2]) && loopback.IsLoopback)
            {
                anyPort.Add(entry[..^2]);
            }
            else if (Uri.TryCreate(entry, UriKind.Absolute, out var origin) && IsOrigin(origin, entry))
            {
                exact.Add(entry);
            }
            else
            {
                wrong = entry;
                return null;
            }
        }

        return new AllowedOrigins(exact.ToImmutable(), anyPort.ToImmutable());
    }

    /// <summary>Whether a browser page of <paramref name="origin"/>, as its Origin header says it, may call.</summary>
    public bool Allow(string origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        if (exact.Contains(origin))
            return true;

        var colon = origin.LastIndexOf(':');
        return anyPort.Count > 0
            && (anyPort.Contains(origin)
                || (colon > 5 && anyPort.Contains(origin[..colon]) && ushort.TryParse(origin.AsSpan(colon + 1),
                    System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _)));
    }

    // An Origin header is lower case, without a path and without the scheme's own port: another spelling would never match it.
    private static bool IsOrigin(Uri uri, string text) =>
        uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text && uri.UserInfo.Length == 0;
}
