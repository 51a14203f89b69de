namespace FuncAuth.Functions.Settings;

/// <summary>
/// Where e-mail and SMS go out. All of it may be missing where something else carries messages, as LocalHost's inbox does.
/// </summary>
public sealed record CommunicationOptions : IChecked
{
    public const string Section = "FuncAuth:Communication";

    /// <summary>The resource, reached with the app's own identity.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The resource, reached with a shared key: for a first try without an identity.</summary>
    public string? ConnectionString { get; set; }

    public string? EmailFrom { get; set; }

    /// <summary>A number in E.164, a short code or an alphanumeric sender.</summary>
    public string? SmsFrom { get; set; }

    public IEnumerable<string> Complaints()
    {
        var (hasEndpoint, hasConnection) = (!string.IsNullOrWhiteSpace(Endpoint), !string.IsNullOrWhiteSpace(ConnectionString));
        var (hasEmail, hasSms) = (!string.IsNullOrWhiteSpace(EmailFrom), !string.IsNullOrWhiteSpace(SmsFrom));

        if (hasEndpoint && hasConnection)
            yield return $"{Name(nameof(Endpoint))} and {Name(nameof(ConnectionString))} must not both be set.";

        // The app's token is sent there.
        if (hasEndpoint && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var endpoint) && endpoint.Scheme == "https"))
            yield return $"{Name(nameof(Endpoint))} must be an address that starts with https://.";

        if ((hasEndpoint || hasConnection) && !hasEmail && !hasSms)
            yield return $"{Name(nameof(EmailFrom))} or {Name(nameof(SmsFrom))} must be set: a message needs a sender.";

        if (hasEmail && !IsAddress(EmailFrom!))
            yield return $"{Name(nameof(EmailFrom))} must be an e-mail address.";
    }

    private static bool IsAddress(string text) => text.Count(letter => letter == '@') == 1 && !text.Any(char.IsWhiteSpace);

    private static string Name(string member) => Setting.Name(Section, member);

    /// <summary>Only the name: the printed form of a record would hold the connection string.</summary>
    public override string ToString() => nameof(CommunicationOptions);
}
