using System.Text.RegularExpressions;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.OAuth;

/// <summary>From what a provider told to who it is. What is kept of it, and in which form, says <see cref="ExternalIdentity"/>.</summary>
internal static partial class Person
{
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
        var (first, last) = (ExternalIdentity.NameOf(First(names.FirstName, told)), ExternalIdentity.NameOf(First(names.LastName, told)));
        if ((first, last) is (null, null))
            (first, last) = Split(First(names.FullName, told));
        if ((first, last) is (null, null) && once is not null)
            (first, last) = (ExternalIdentity.NameOf(once.Text("name.firstName")), ExternalIdentity.NameOf(once.Text("name.lastName")));

        return new ExternalIdentity(provider.Strategy, subject)
        {
            EmailAddress = email,
            EmailAddressIsVerified = email is not null && isVerified && provider.TrustsEmail && EmailText.IsSameMailbox(address!, email),
            FirstName = first,
            LastName = last,
            Username = First(names.Username, told),
            ImageUrl = Image(names.Picture, told),
            Scopes = (scopes ?? "").Replace(',', ' '), // some separate them with commas
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

    // The last word is the last name, as far as that can be said of names at all; people can change it.
    private static (string? First, string? Last) Split(string? full)
    {
        var name = ExternalIdentity.NameOf(full);
        return name?.LastIndexOf(' ') is > 0 and var blank ? (name[..blank], name[(blank + 1)..]) : (name, null);
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
        return isWhole ? text : null;
    }

    [GeneratedRegex(@"\{([a-z_.]+)\}")]
    private static partial Regex InBraces();
}
