using FuncAuth.Instances;
using FuncAuth.SignUps;
using FuncAuth.Strategies;

namespace FuncAuth.Functions.Settings;

/// <summary>What may, and what must, be known of a user.</summary>
public sealed record AttributesOptions : IChecked
{
    public const string Section = "FuncAuth:Attributes";

    public AttributeOptions EmailAddress { get; set; } = new() { Enabled = true, Required = true, VerifyAtSignUp = true };

    public AttributeOptions PhoneNumber { get; set; } = new() { Enabled = true, VerifyAtSignUp = true };

    public AttributeOptions Username { get; set; } = new() { Enabled = true };

    public AttributeOptions Password { get; set; } = new() { Enabled = true, Required = true };

    public AttributeOptions FirstName { get; set; } = new() { Enabled = true };

    public AttributeOptions LastName { get; set; } = new() { Enabled = true };

    public AttributeRules ToRules() => new()
    {
        EmailAddress = EmailAddress.ToRule(),
        PhoneNumber = PhoneNumber.ToRule(),
        Username = Username.ToRule(),
        Password = Password.ToRule(),
        FirstName = FirstName.ToRule(),
        LastName = LastName.ToRule(),
    };

    public IEnumerable<string> Complaints() => Complaints(StrategyCatalog.All);

    /// <summary>What is wrong where <paramref name="built"/> is all that could verify something.</summary>
    public IEnumerable<string> Complaints(StrategyCatalog built)
    {
        ArgumentNullException.ThrowIfNull(built);
        bool CanBeGiven(string field, AttributeOptions attribute) =>
            attribute.Enabled && (!attribute.VerifyAtSignUp || !built.Verifying(field).IsEmpty);

        (string Member, string Field, AttributeOptions Attribute)[] attributes =
        [
            (nameof(EmailAddress), Fields.EmailAddress, EmailAddress),
            (nameof(PhoneNumber), Fields.PhoneNumber, PhoneNumber),
            (nameof(Username), Fields.Username, Username),
            (nameof(Password), Fields.Password, Password),
            (nameof(FirstName), Fields.FirstName, FirstName),
            (nameof(LastName), Fields.LastName, LastName),
        ];

        foreach (var (member, field, attribute) in attributes)
        {
            var (enabled, required, verified) =
                (Name(member, nameof(attribute.Enabled)), Name(member, nameof(attribute.Required)), Name(member, nameof(attribute.VerifyAtSignUp)));

            if (attribute is { Enabled: false, Required: true })
                yield return $"{required} must not be true while {enabled} is false.";

            if (attribute.VerifyAtSignUp && field is not (Fields.EmailAddress or Fields.PhoneNumber))
                yield return $"{verified} must not be true: only an e-mail address or a phone number can be verified.";
            else if (attribute is { Enabled: true, Required: true } && !CanBeGiven(field, attribute))
                yield return $"{required} must not be true while {verified} is: no strategy that verifies it is built, so nobody could sign up.";
        }

        if (!EmailAddress.Enabled && !PhoneNumber.Enabled && !Username.Enabled)
            yield return $"{Identifiers()} must be true: without an identifier nobody could sign up.";
        else if (!CanBeGiven(Fields.EmailAddress, EmailAddress) && !CanBeGiven(Fields.PhoneNumber, PhoneNumber) && !Username.Enabled)
            yield return $"{Identifiers()} must be true for one that can be verified or need not be: without an identifier nobody could sign up.";
    }

    private static string Identifiers() =>
        $"One of {Name(nameof(EmailAddress), nameof(AttributeOptions.Enabled))}, {Name(nameof(PhoneNumber), nameof(AttributeOptions.Enabled))} and "
        + Name(nameof(Username), nameof(AttributeOptions.Enabled));

    private static string Name(string attribute, string member) => Setting.Name(Section, $"{attribute}__{member}");
}

/// <summary>How one attribute is treated at sign-up.</summary>
public sealed record AttributeOptions
{
    public bool Enabled { get; set; }

    public bool Required { get; set; }

    public bool VerifyAtSignUp { get; set; }

    public AttributeRule ToRule() => Enabled ? new AttributeRule(Enabled, Required, VerifyAtSignUp) : AttributeRule.Off;
}
