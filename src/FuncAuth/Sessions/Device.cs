using System.Buffers;
using System.Net;
using System.Text;

namespace FuncAuth.Sessions;

/// <summary>
/// From where a session was used, as far as the request says. It says so itself, so it is for people to recognise their own devices by, and no proof of
/// anything. Nothing of a header is kept as it came: names are ours, a version has digits and dots.
/// </summary>
/// <param name="Type">What it runs on; null where that is not recognised.</param>
/// <param name="IsMobile">Whether it is a phone or a tablet.</param>
/// <param name="Browser">The browser's name; null where it is not recognised.</param>
/// <param name="BrowserVersion">Its version; null where the browser is not recognised.</param>
/// <param name="Address">The address that the platform saw the request come from; null where it saw none.</param>
public sealed record Device(string? Type, bool IsMobile, string? Browser, string? BrowserVersion, string? Address)
{
    /// <summary>What a version may be long; real ones have half of it.</summary>
    private const int MostOfVersion = 20;

    /// <summary>How far a <c>User-Agent</c> is looked at; real ones have half of it.</summary>
    private const int MostOfAgent = 512;

    private static readonly SearchValues<char> DigitsAndDots = SearchValues.Create("0123456789.");

    // In this order, because each of them also claims to be those below it.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"),
        ("OPR/", "Opera"), ("OPT/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
    ];

    private static readonly (string Mark, string Name)[] Types =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
        ("Windows NT", "Windows"), ("Macintosh", "Macintosh"), ("Linux", "Linux"),
    ];

    /// <summary>The device of a request.</summary>
    /// <param name="userAgent">Its <c>User-Agent</c>; null where it has none.</param>
    /// <param name="address">Where it came from; null where nobody saw.</param>
    public static Device From(string? userAgent, IPAddress? address)
    {
        var agent = userAgent ?? "";
        agent = agent.Length <= MostOfAgent ? agent : agent[..MostOfAgent];
        var type = Types.FirstOrDefault(type => agent.Contains(type.Mark, StringComparison.Ordinal)).Name;
        var (browser, version) = BrowserOf(agent);
        return new Device(
            type,
            type is "iPhone" or "iPad" or "Android" || agent.Contains("Mobi", StringComparison.Ordinal),
            browser,
            version,
            address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4().ToString() : address is null ? null : new IPAddress(address.GetAddressBytes()).ToString());
    }

    private static (string? Name, string? Version) BrowserOf(string agent)
    {
        foreach (var (mark, name) in Browsers)
        {
            if (VersionAfter(mark, agent) is { } version)
                return (name, version);
        }

        // Safari alone says its version elsewhere; what merely ends in its name says none.
        return agent.Contains(" Safari/", StringComparison.Ordinal) && VersionAfter("Version/", agent) is { } safari ? ("Safari", safari) : (null, null);
    }

    private static string? VersionAfter(string mark, string agent)
    {
        var start = agent.IndexOf(mark, StringComparison.Ordinal);
        if (start < 0)
            return null;

        var rest = agent.AsSpan(start + mark.Length);
        var end = rest.IndexOfAnyExcept(DigitsAndDots);
        var version = (end < 0 ? rest : rest[..end]).Trim('.');
        return version.IsEmpty || version.Length > MostOfVersion ? null : version.ToString();
    }

    // The printed form holds no address: it may end up in a log.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(Type ?? "unknown").Append(", ").Append(Browser ?? "unknown");
        return true;
    }
}
