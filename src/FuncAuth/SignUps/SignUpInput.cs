using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;

namespace FuncAuth.SignUps;

/// <summary>
/// A form that was judged: its values in canonical form, and every complaint about it. All complaints are collected, so that a form with
/// three faults is answered with three errors.
/// </summary>
public sealed partial class SignUpInput
{
    private const string EmailOrPhone = "email_address_or_phone_number";

    private readonly List<AuthError> errors = [];
    private readonly List<Func<Collected, Collected>> changes = [];
    private readonly List<(Identifier Identifier, string Text, string Parameter)> identifiers = [];

    private bool acceptsTerms;

    private SignUpForm sent = new();
    private Instance instance = null!;
    private AuthError? foreign;
    private (Collected Collected, ImmutableArray<AuthError> Complaints)? judged;

    private SignUpInput() { }

    /// <summary>What is wrong with the form; empty where nothing is.</summary>
    public ImmutableArray<AuthError> Errors => [.. errors];

    /// <summary>The identifiers in it, to be looked up before the decision.</summary>
    public ImmutableArray<Identifier> Identifiers => [.. identifiers.Select(sent => sent.Identifier)];

    /// <summary>The password in it, to be hashed before the decision; null where none was given or it was refused.</summary>
    public Secret? Password { get; private set; }

    /// <summary>The strategy of the provider that the form leads out to; null where it leads out to none.</summary>
    public string? LeadsTo { get; private set; }

    /// <summary>The pages that the way to it leads back to; null where it leads out to none.</summary>
    public ExternalRoute? Route { get; private set; }

    /// <summary>What the provider is asked for beside who the person is.</summary>
    public ExternalWish Wish => sent.Wish;

    /// <summary>Whether what an external provider said to a sign-in is to be taken over.</summary>
    public bool Transfers { get; private set; }

    /// <summary>Judges <paramref name="form"/> by the settings of <paramref name="instance"/>.</summary>
    /// <param name="form">The form.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="pageOrigin">The origin of the page that sends it (<see cref="Facts.PageOrigin"/>); only ways to a provider need it.</param>
    public static SignUpInput Read(SignUpForm form, Instance instance, string? pageOrigin = null)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(instance);
        var input = new SignUpInput { sent = form, instance = instance };
        var rules = instance.Attributes;

        input.TakeEmail(form.EmailAddress, instance, Fields.EmailAddress);
        input.TakePhone(form.PhoneNumber, instance, Fields.PhoneNumber);
        input.TakeEither(form, instance);
        input.Take(form.Username, Fields.Username, rules.Username, text => input.Username(text, instance.Usernames),
            (collected, value) => collected with { Username = value }, isIdentifier: true);
        input.Take(form.FirstName, Fields.FirstName, rules.FirstName, text => input.Name(text, Fields.FirstName),
            (collected, value) => collected with { FirstName = value });
        input.Take(form.LastName, Fields.LastName, rules.LastName, text => input.Name(text, Fields.LastName),
            (collected, value) => collected with { LastName = value });
        input.TakePassword(form.Password, instance);
        input.TakeMetadata(form.UnsafeMetadata);
        input.TakeLocale(form.Locale);
        input.TakeLegal(form.LegalAccepted, instance);
        input.LookAtStrategy(form, instance, pageOrigin);
        input.JudgeContacts(instance);
        return input;
    }

    /// <summary>The complaints about identifiers in it that are somebody else's, each about the parameter that it came in.</summary>
    public ImmutableArray<AuthError> Exist(ImmutableHashSet<Identifier> taken) =>
        [.. identifiers.Where(sent => taken.Contains(sent.Identifier)).Select(sent => AuthErrors.IdentifierExists(sent.Parameter))];

    /// <summary>
    /// What is wrong with the form as an answer to <paramref name="collected"/>: the person may have given before what the password must
    /// not be like.
    /// </summary>
    public ImmutableArray<AuthError> ErrorsOn(Collected collected)
    {
        if (Password is null)
            return Errors;

        // Weighing takes a millisecond or two, and a step is decided up to twenty times.
        if (judged is not { } known || known.Collected != collected)
            judged = known = (collected, PasswordPolicy.JudgeFor(OwnWordsOn(collected), Password, instance.Passwords, Fields.Password));
        return [.. errors, .. known.Complaints];
    }

    /// <summary>
    /// Words that the form brings to a password that was given earlier, and that it must not be: all that can be done once only its hash
    /// is known. Those that would be refused as passwords cannot be it; most names are too short.
    /// </summary>
    public ImmutableArray<(string Field, string Word)> WordsToTry(Collected collected)
    {
        var after = changes.Aggregate(collected, (current, change) => change(current));
        if (Password is not null || after.PasswordHash is null)
            return [];

        IEnumerable<(string Field, string Word)> words =
        [
            .. New(Fields.EmailAddress, collected.EmailAddress?.Value, after.EmailAddress?.Value, OwnWords.LocalPart(after.EmailAddress?.Value), sent.EmailAddress ?? sent.EmailAddressOrPhoneNumber),
            .. New(Fields.PhoneNumber, collected.PhoneNumber?.Value, after.PhoneNumber?.Value, after.PhoneNumber?.Value.TrimStart('+'), sent.PhoneNumber ?? sent.EmailAddressOrPhoneNumber),
            .. New(Fields.Username, collected.Username, after.Username, sent.Username),
            .. New(Fields.FirstName, collected.FirstName, after.FirstName),
            .. New(Fields.LastName, collected.LastName, after.LastName),
        ];
        return [.. words.Take(TriedWords.MaxWords)];
    }

    /// <summary>What is wrong with the password by what was found out about it before the decision.</summary>
    public ImmutableArray<AuthError> ErrorsFoundOut(Collected collected, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(collected);
        ArgumentNullException.ThrowIfNull(facts);
        if (Password is not null)
        {
            return facts.PasswordIsLeaked ? PasswordErrors.Leaked.For(Fields.Password).Alone()
                : facts.PasswordHash is null ? PasswordErrors.Unjudged.Alone()
                : [];
        }

        var words = WordsToTry(collected);
        if (words.IsEmpty)
            return [];
        if (facts.Tried is not { } tried || !tried.Covers(collected.PasswordHash!, words.Select(candidate => candidate.Word)))
            return PasswordErrors.Unjudged.Alone();

        return
        [
            .. words.Where(candidate => tried.Found.Contains(candidate.Word)).Select(candidate => candidate.Field).Distinct()
                .Select(field => (field is Fields.FirstName or Fields.LastName ? PasswordErrors.MatchesName : PasswordErrors.MatchesIdentifier).For(field)),
        ];
    }

    /// <summary>What is collected after the form. The password comes as its hash, from <paramref name="facts"/>.</summary>
    public Collected ApplyTo(Collected collected, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var after = changes.Aggregate(collected, (current, change) => change(current));

        // The first yes counts: who sends a form again has not agreed again.
        if (acceptsTerms)
            after = after with { LegalAcceptedAt = collected.LegalAcceptedAt ?? facts.Now };
        return Password is not null && facts.PasswordHash is { } hash ? after with { PasswordHash = hash, HasPassword = true } : after;
    }

    private OwnWords OwnWordsOn(Collected collected)
    {
        var after = changes.Aggregate(collected, (current, change) => change(current));
        return new OwnWords(
            after.EmailAddress?.Value, after.PhoneNumber?.Value, after.Username, after.FirstName, after.LastName, instance.ApplicationName);
    }

    private IEnumerable<(string Field, string Word)> New(string field, string? before, string? after, params string?[] spellings) =>
        after is null || after == before
            ? []
            : spellings.Prepend(after).OfType<string>().Select(word => word.Trim()).Distinct()
                .Where(word => PasswordPolicy.Judge(new Secret(word), instance.Passwords, field).IsEmpty)
                .Select(word => (field, word));

    // Sent again unchanged, a contact keeps its proof; another value is another contact.
    private static Contact? Keep(Contact? before, string? value) =>
        value is null ? null : before?.Value == value ? before : new Contact(value);

    private void TakeEmail(string? sent, Instance instance, string parameter) =>
        Take(sent, Fields.EmailAddress, instance.Attributes.EmailAddress, EmailText.Canonicalise,
            (collected, value) => collected with { EmailAddress = Keep(collected.EmailAddress, value) }, isIdentifier: true, parameter);

    private void TakePhone(string? sent, Instance instance, string parameter) =>
        Take(sent, Fields.PhoneNumber, instance.Attributes.PhoneNumber, text => Phone(text, instance, parameter),
            (collected, value) => collected with { PhoneNumber = Keep(collected.PhoneNumber, value) }, isIdentifier: true, parameter);

    // One box for both: what has an @ is an address. Empty says nothing about either of them.
    private void TakeEither(SignUpForm form, Instance instance)
    {
        if (form.EmailAddressOrPhoneNumber is not { } sent)
            return;

        var (email, phone) = (instance.Attributes.EmailAddress.Enabled, instance.Attributes.PhoneNumber.Enabled);
        var isEmail = email && (!phone || sent.Contains('@', StringComparison.Ordinal));
        if (!email && !phone)
            errors.Add(AuthErrors.ParamUnknown(EmailOrPhone));
        else if (string.IsNullOrWhiteSpace(sent))
            errors.Add(AuthErrors.ParamNil(EmailOrPhone));
        else if ((isEmail ? form.EmailAddress : form.PhoneNumber) is not null)
            errors.Add(AuthErrors.ParamDisallowed(EmailOrPhone, isEmail ? Fields.EmailAddress : Fields.PhoneNumber));
        else if (isEmail)
            TakeEmail(sent, instance, EmailOrPhone);
        else
            TakePhone(sent, instance, EmailOrPhone);
    }

    private void Take(
        string? sent, string field, AttributeRule rule, Func<string, string?> canonicalise,
        Func<Collected, string?, Collected> change, bool isIdentifier = false, string? parameter = null)
    {
        if (sent is null)
            return;

        parameter ??= field;
        if (!rule.Enabled)
        {
            errors.Add(AuthErrors.ParamUnknown(parameter));
            return;
        }

        if (string.IsNullOrWhiteSpace(sent))
        {
            // Empty takes an optional value back; of a required one it is a fault of the form.
            if (rule.Required)
                errors.Add(AuthErrors.ParamNil(parameter));
            else
                changes.Add(collected => change(collected, null));
            return;
        }

        var complaints = errors.Count;
        if (canonicalise(sent) is { } value)
        {
            changes.Add(collected => change(collected, value));
            if (isIdentifier)
                identifiers.Add((Identifier.Of(field, value), value, parameter));
        }
        else if (errors.Count == complaints)
        {
            errors.Add(AuthErrors.ParamFormatInvalid(parameter));
        }

        // Whoever judges the value knows the attribute, and not in which box it came.
        for (; complaints < errors.Count; complaints++)
            errors[complaints] = errors[complaints].For(parameter);
    }

    private void TakePassword(Secret? sent, Instance instance)
    {
        if (sent is null)
            return;

        var rule = instance.Attributes.Password;
        if (!rule.Enabled)
            errors.Add(AuthErrors.ParamUnknown(Fields.Password));
        else if (sent.Reveal().Length == 0 && rule.Required)
            errors.Add(AuthErrors.ParamNil(Fields.Password));
        else if (sent.Reveal().Length == 0)
            changes.Add(collected => collected with { PasswordHash = null, HasPassword = false });
        else if (PasswordPolicy.Judge(sent, instance.Passwords, Fields.Password) is { IsEmpty: false } complaints)
            errors.AddRange(complaints);
        else
            Password = sent;
    }

    private void TakeMetadata(string? sent)
    {
        if (string.IsNullOrEmpty(sent))
            return;

        if (MetadataText.Canonicalise(sent, out var fault) is { } metadata)
            changes.Add(collected => collected with { UnsafeMetadata = metadata });
        else
            errors.Add(fault!);
    }

    // A country that is not on the list is another kind of refusal than a fault of the form; see JudgeContacts.
    private string? Phone(string sent, Instance instance, string parameter)
    {
        var number = PhoneText.Canonicalise(sent);
        if (number is null || PhoneText.Objection(number, instance) is not { } objection)
            return number;

        if (objection == PhoneErrors.CountryBlocked)
        {
            foreign = objection.For(parameter);
            return number;
        }

        errors.Add(objection.For(parameter));
        return null;
    }

    private string? Username(string sent, UsernameRules rules)
    {
        var name = UsernameText.Canonicalise(sent, rules, out var fault);
        if (fault is not null)
            errors.Add(fault);
        return name;
    }

    private string? Name(string sent, string field)
    {
        var name = NameText.Canonicalise(sent);
        if (name is not { Length: > NameText.MaxLength })
            return name;

        errors.Add(AuthErrors.ParamMaxLengthExceeded(field, NameText.MaxLength));
        return null;
    }
}
