using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.SignUps;

namespace FuncAuth.Users;

/// <summary>A change of one's own profile, as it was sent: null was not sent, empty was sent to say "none" (Frontend API).</summary>
public sealed record ProfileForm
{
    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Username { get; init; }

    public string? PrimaryEmailAddress { get; init; }

    public string? PrimaryPhoneNumber { get; init; }

    /// <summary>Nothing of it: the printed form of a record would hold what the person gave.</summary>
    public override string ToString() => nameof(ProfileForm);
}

/// <summary>
/// What a person says of themselves: names, username, metadata, and which contact is the primary one (Frontend API). Pure. Whether a new name is the
/// password is not tried: whoever has got hold of a session would learn the password by it, one guess a request.
/// </summary>
public static class ProfileFlow
{
    private const string PrimaryEmail = "primary_email_address_id";
    private const string PrimaryPhone = "primary_phone_number_id";

    /// <summary>
    /// <c>PATCH /v1/me</c>. Only what was sent changes, all of it or nothing. A new username is claimed before the user has it, and the old one is free
    /// once the user has it no more. A change of the primary contact is told to the one that was it.
    /// </summary>
    public static Decision<User> Update(Client client, User user, ProfileForm form, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(facts);
        var errors = new List<AuthError>();
        var rules = facts.Instance.Attributes;
        var firstName = Taken(form.FirstName, Fields.FirstName, rules.FirstName, user.FirstName, text => Name(text, Fields.FirstName), errors);
        var lastName = Taken(form.LastName, Fields.LastName, rules.LastName, user.LastName, text => Name(text, Fields.LastName), errors);
        var username = Taken(
            form.Username, Fields.Username, rules.Username, user.Username,
            text => UsernameText.Canonicalise(text, facts.Instance.Usernames, out var fault) is { } name ? (name, null) : (null, fault), errors);
        var email = Chosen(form.PrimaryEmailAddress, PrimaryEmail, rules.EmailAddress, errors);
        var phone = Chosen(form.PrimaryPhoneNumber, PrimaryPhone, rules.PhoneNumber, errors);
        if (errors.Count > 0)
            return Decision.Refuse<User>(client, [.. errors]);

        var (address, number) = (user.EmailAddresses.FirstOrDefault(own => own.Id == email), user.PhoneNumbers.FirstOrDefault(own => own.Id == phone));
        if ((form.PrimaryEmailAddress is not null && address is null) || (form.PrimaryPhoneNumber is not null && number is null))
            return Decision.Refuse<User>(client, AuthErrors.ResourceNotFound);

        if (Unproven(user, address, number) is { IsEmpty: false } unproven)
            return Decision.Refuse<User>(client, unproven);

        var next = user with
        {
            FirstName = firstName,
            LastName = lastName,
            Username = username,
            PrimaryEmailAddress = address?.Id ?? user.PrimaryEmailAddress,
            PrimaryPhoneNumber = number?.Id ?? user.PrimaryPhoneNumber,
        };
        return next == user ? new Decision<User>(client, user, [], []) : Save(client, user, next.ChangedAt(facts.Now), facts);
    }

    /// <summary><c>PATCH /v1/me/metadata</c>: a merge patch (RFC 7396) on the metadata that front ends may write.</summary>
    /// <param name="client">The client.</param>
    /// <param name="user">The user.</param>
    /// <param name="sent">The patch; null was not sent.</param>
    /// <param name="facts">The facts of the step.</param>
    public static Decision<User> UpdateMetadata(Client client, User user, string? sent, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(facts);
        if (string.IsNullOrWhiteSpace(sent))
            return Decision.Refuse<User>(client, sent is null ? AuthErrors.ParamMissing(MetadataText.Field) : AuthErrors.ParamNil(MetadataText.Field));

        if (MetadataText.Canonicalise(sent, out var fault) is not { } patch)
            return Decision.Refuse<User>(client, fault!);

        return MetadataText.Merge(user.UnsafeMetadata, patch) is not { } merged
                ? Decision.Refuse<User>(client, AuthErrors.ParamMaxLengthExceeded(MetadataText.Field, MetadataText.MaxLength))
            : merged == user.UnsafeMetadata ? new Decision<User>(client, user, [], [])
            : Saved(client, (user with { UnsafeMetadata = merged }).ChangedAt(facts.Now), []);
    }

    private static Decision<User> Save(Client client, User before, User next, Facts facts)
    {
        // Two usernames that look alike are one identifier, which then stays the user's.
        var (old, fresh) = (Key(before.Username), Key(next.Username));
        if (fresh is { } wanted && fresh != old && facts.Taken.Contains(wanted))
            return Decision.Refuse<User>(client, AuthErrors.IdentifierExists(Fields.Username));

        if (next.Username is null && before.Username is not null && !WaysIn.Has(next, facts.Instance))
            return Decision.Refuse<User>(client, AccountErrors.UsernameNeeded);

        ImmutableArray<Effect> effects = fresh is { } claimed && fresh != old ? [new Effect.Claim(claimed, next.Id)] : [];
        effects = effects.Add(new Effect.SaveUser(next));
        if (old is { } released && fresh != old)
            effects = effects.Add(new Effect.Release(released, next.Id));
        if (next.PrimaryEmailAddress != before.PrimaryEmailAddress)
            effects = effects.AddRange(Notices.Of(NoticeKind.PrimaryEmailAddressChanged, before, facts));
        if (next.PrimaryPhoneNumber != before.PrimaryPhoneNumber)
            effects = effects.AddRange(Notices.Of(NoticeKind.PrimaryPhoneNumberChanged, before, facts, before.PrimaryPhoneNumber));
        return new Decision<User>(client, next, effects, []);
    }

    private static Decision<User> Saved(Client client, User next, ImmutableArray<Effect> others) =>
        new(client, next, [new Effect.SaveUser(next), .. others], []);

    private static Identifier? Key(string? username) => username is null ? null : Identifier.Of(Fields.Username, username);

    private static string? Taken(
        string? sent, string field, AttributeRule rule, string? before, Func<string, (string? Value, AuthError? Fault)> canonicalise, List<AuthError> errors)
    {
        if (sent is null)
            return before;

        if (!rule.Enabled)
        {
            errors.Add(AuthErrors.ParamUnknown(field));
        }
        else if (string.IsNullOrWhiteSpace(sent))
        {
            if (!rule.Required)
                return null;
            errors.Add(AuthErrors.ParamNil(field));
        }
        else if (canonicalise(sent) is var (value, fault) && value is null)
        {
            errors.Add(fault ?? AuthErrors.ParamFormatInvalid(field));
        }
        else
        {
            return value;
        }

        return before;
    }

    private static (string? Value, AuthError? Fault) Name(string sent, string field) => NameText.Canonicalise(sent) switch
    {
        { Length: > NameText.MaxLength } => (null, AuthErrors.ParamMaxLengthExceeded(field, NameText.MaxLength)),
        var name => (name, null),
    };

    // While there are contacts of a kind one of them is the primary one: it changes places and does not go.
    private static IdentificationId? Chosen(string? sent, string parameter, AttributeRule rule, List<AuthError> errors)
    {
        if (sent is null)
            return null;

        if (!rule.Enabled)
            errors.Add(AuthErrors.ParamUnknown(parameter));
        else if (string.IsNullOrWhiteSpace(sent))
            errors.Add(AuthErrors.ParamNil(parameter));
        return IdentificationId.TryParse(sent);
    }

    // What is the primary one already stays it, proven or not: a form that sends everything again is no reason to complain.
    private static ImmutableArray<AuthError> Unproven(User user, EmailAddress? address, PhoneNumber? number)
    {
        ImmutableArray<AuthError> errors = address is { IsVerified: false } && address.Id != user.PrimaryEmailAddress ? [AccountErrors.PrimaryUnverified(PrimaryEmail)] : [];
        return number is { IsVerified: false } && number.Id != user.PrimaryPhoneNumber ? errors.Add(AccountErrors.PrimaryUnverified(PrimaryPhone)) : errors;
    }
}
