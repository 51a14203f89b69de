using FuncAuth.Instances;
using FuncAuth.SignUps;

namespace FuncAuth.Users;

/// <summary>What somebody typed to be found by.</summary>
/// <param name="Kind">The attribute's name on the wire.</param>
/// <param name="Text">The canonical text: of a username the name itself, which not everything that looks like it is.</param>
public readonly record struct TypedIdentifier(string Kind, string Text)
{
    /// <summary>What it is looked up by.</summary>
    public Identifier Key => Identifier.Of(Kind, Text);

    public override string ToString() => $"{Kind} [hidden]";
}

/// <summary>An e-mail address, a phone number or a username, by the form of what was typed.</summary>
public static class IdentifierText
{
    /// <summary>
    /// The identifier in canonical form; null where it can be none that this instance knows. An at sign makes it an address, a plus and digits a
    /// number, anything else a username.
    /// </summary>
    public static TypedIdentifier? Resolve(string typed, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(instance);
        var text = typed.Trim();
        var rules = instance.Attributes;
        if (text.Contains('@', StringComparison.Ordinal) || text.Contains('＠', StringComparison.Ordinal))
            return Of(rules.EmailAddress, Fields.EmailAddress, EmailText.Canonicalise(text));

        return Of(rules.PhoneNumber, Fields.PhoneNumber, PhoneText.Canonicalise(text))
            ?? Of(rules.Username, Fields.Username, UsernameText.Canonicalise(text, instance.Usernames, out _));
    }

    private static TypedIdentifier? Of(AttributeRule rule, string kind, string? text) =>
        rule.Enabled && text is not null ? new TypedIdentifier(kind, text) : null;
}
