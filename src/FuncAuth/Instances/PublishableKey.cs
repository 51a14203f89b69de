using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace FuncAuth.Instances;

/// <summary>
/// The publishable key: <c>pk_test_</c> or <c>pk_live_</c>, then the base64 of the front-end API's host and a <c>$</c>
/// (Frontend API).
/// </summary>
public sealed record PublishableKey
{
    private const string Test = "pk_test_";
    private const string Live = "pk_live_";

    private PublishableKey(string text, string host, bool isDevelopment) =>
        (Text, Host, IsDevelopment, CookieSuffix) = (text, host, isDevelopment, Suffix(text));

    /// <summary>The key as front ends carry it.</summary>
    public string Text { get; }

    /// <summary>The host in it, with the port where there is one.</summary>
    public string Host { get; }

    /// <summary>Whether it is a <c>pk_test_</c> key: nothing else tells the client library.</summary>
    public bool IsDevelopment { get; }

    /// <summary>What session tokens name as their issuer (Frontend API).</summary>
    public string Issuer => $"https://{Host}";

    /// <summary>What the names of cookies end in that belong to this key alone: eight characters (Frontend API).</summary>
    public string CookieSuffix { get; }

    /// <summary>
    /// The domain that the application's pages share with the front-end API: the host without its first label, as <c>example.com</c> is for
    /// <c>clerk.example.com</c>. A host of two labels is shared as it stands. Null where cookies cannot be shared: on localhost and for addresses.
    /// </summary>
    public string? SharedDomain
    {
        get
        {
            var name = Host.Split(':')[0];
            var labels = name.Split('.');
            return IPAddress.TryParse(name, out _) || labels[^1] is "localhost" ? null
                : labels.Length > 2 ? string.Join('.', labels[1..]) : name;
        }
    }

    /// <summary>The key for <paramref name="host"/>.</summary>
    /// <exception cref="FormatException">The client library would refuse it: the host has no dot, or its base64 has an underscore.</exception>
    public static PublishableKey For(string host, bool isDevelopment) =>
        TryParse((isDevelopment ? Test : Live) + Convert.ToBase64String(Encoding.UTF8.GetBytes(host + "$")).TrimEnd('='))
        ?? throw new FormatException($"No publishable key can be made for the host '{host}': it needs a dot in it.");

    /// <summary>Parses a key by the rules of the client library; null where it would refuse it.</summary>
    public static PublishableKey? TryParse(string? text)
    {
        if (text is null)
            return null;

        var isDevelopment = text.StartsWith(Test, StringComparison.Ordinal);
        if (!isDevelopment && !text.StartsWith(Live, StringComparison.Ordinal))
            return null;

        var encoded = text[Test.Length..];
        if (encoded.Contains('_', StringComparison.Ordinal))
            return null;

        var buffer = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded.PadRight((encoded.Length + 3) / 4 * 4, '='), buffer, out var length))
            return null;

        var decoded = Encoding.UTF8.GetString(buffer, 0, length);
        return decoded.IndexOf('$', StringComparison.Ordinal) == decoded.Length - 1 && decoded.Contains('.', StringComparison.Ordinal)
            ? new PublishableKey(text, decoded[..^1], isDevelopment)
            : null;
    }

    public override string ToString() => Text;

    [SuppressMessage("Security", "CA5350", Justification = "Makes a name and protects nothing; the client library makes the same one.")]
    private static string Suffix(string text) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes(text)))[..8].Replace('+', '-').Replace('/', '_');
}
