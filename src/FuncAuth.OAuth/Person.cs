using System.Text.RegularExpressions;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.OAuth;

/// <summary>From what a provider told to what we keep of it: canonical, and what does not fit is dropped.</summary>
internal static partial class Person
{
    private const int MaxImageUrl = 2048;
    private const int MaxScopes = 1000;

    /// <summary>The person; null where no id of theirs can be made out.</summary>
    /// <param name="provider">Who told.</param>
    /// <param name="told">What was told, the more reliable first: the ID token, then user-info.</param>
    /// <param name="addresses">The list of addresses, where that is asked for apart.</param>
    /// <param name="once">What is told once, beside the code. It came through the browser, so no more than a name is taken from it.</param>
    /// <param name="scopes">What was approved.</param>
    public static ExternalIdentity? From(
        OAuthProvider provider, IReadOnlyList<ClaimSet> told, IReadOnlyList<ClaimSet>? addresses, ClaimSet? once, string? scopes)
    {
        var names = provider.Preset.Claims;
        if (told[0].Id(names.Subject) is not { } subject || !ExternalIdentity.IsSubject(subject))
            return null;

        var (address, isVerified) = addresses is null ? Address(provider, told) : Primary(addresses) ?? (First(names.Email, told), false);
        var email = address is null ? null : EmailText.Canonicalise(address);
        var (first, last) = (Name(First(names.FirstName, told)), Name(First(names.LastName, told)));
        if ((first, last) is (null, null))
            (first, last) = Split(First(names.FullName, told));
        if ((first, last) is (null, null) && once is not null)
            (first, last) = (Name(once.Text("name.firstName")), Name(once.Text("name.lastName")));

        return new ExternalIdentity(provider.Strategy, subject)
        {
            EmailAddress = email,
            EmailAddressIsVerified = email is not null && isVerified && provider.TrustsEmail && EmailText.IsSameMailbox(address!, email),
            FirstName = first,
            LastName = last,
            Username = Name(First(names.Username, told)),
            ImageUrl = Image(names.Picture, told),
            Scopes = Approved(scopes),
        };
    }

    // The two belong together: an address of one answer is not proven by another's word.
    private static (string? Address, bool IsVerified) Address(OAuthProvider provider, IReadOnlyList<ClaimSet> told)
    {
        var names = provider.Preset.Claims;
        var source = told.FirstOrDefault(claims => claims.Text(names.Email) is not null);
        return (source?.Text(names.Email), source?.IsTrue(names.EmailVerified, provider.Preset.SaysYesInText) is true);
    }

    private static (string? Address, bool IsVerified)? Primary(IReadOnlyList<ClaimSet> addresses) =>
        addresses.FirstOrDefault(address => address.IsTrue("primary")) is { } primary ? (primary.Text("email"), primary.IsTrue("verified")) : null;

    private static string? First(string? path, IReadOnlyList<ClaimSet> told) =>
        told.Select(claims => claims.Text(path)).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    private static string? Name(string? text) =>
        text is null || text.Length > 4 * NameText.MaxLength ? null
        : NameText.Canonicalise(text) is { Length: <= NameText.MaxLength } name ? name : null;

    // The last word is the last name, as far as that can be said of names at all; people can change it.
    private static (string? First, string? Last) Split(string? full)
    {
        var name = Name(full);
        return name?.LastIndexOf(' ') is > 0 and var blank ? (Name(name[..blank]), Name(name[(blank + 1)..])) : (name, null);
    }

    private static string? Image(string? picture, IReadOnlyList<ClaimSet> told)
    {
        if (picture is null)
            return null;

        var isWhole = true;
        var text = picture.Contains('{', StringComparison.Ordinal)
            ? InBraces().Replace(picture, name =>
            {
                var value = told.Select(claims => claims.Id(name.Groups[1].Value)).FirstOrDefault(id => !string.IsNullOrEmpty(id));
                isWhole &= value is not null;
                return Uri.EscapeDataString(value ?? "");
            })
            : First(picture, told);
        return isWhole && text?.Length <= MaxImageUrl && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url.Scheme == Uri.UriSchemeHttps && url.UserInfo.Length == 0 && url.AbsoluteUri.Length <= MaxImageUrl ? url.AbsoluteUri : null;
    }

    // Some separate them with commas.
    private static string Approved(string? scopes)
    {
        var approved = string.Join(' ', (scopes ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Where(ScopeText.IsScope).Distinct());
        return approved.Length <= MaxScopes ? approved : "";
    }

    [GeneratedRegex(@"\{([a-z_.]+)\}")]
    private static partial Regex InBraces();
}

/// <summary>What a scope may look like (RFC 6749, 3.3).</summary>
internal static class ScopeText
{
    public static bool IsScope(string text) => text.Length is > 0 and <= 256 && text.All(c => c is '!' or (>= '#' and <= '[') or (>= ']' and <= '~'));
}
