using FuncAuth.Strategies.OAuth;

namespace FuncAuth.Instances;

/// <summary>What may be known of a user and how accounts are protected.</summary>
public sealed record UserSettingsResource
{
    public required AttributesResource Attributes { get; init; }

    /// <summary>The external providers by the names of their strategies, in the order in which they are offered. What is off is not here.</summary>
    public required IReadOnlyDictionary<string, SocialResource> Social { get; init; }

    public SwitchResource Saml { get; init; } = new();
    public EnterpriseSsoResource EnterpriseSso { get; init; } = new();
    public SignInSettingsResource SignIn { get; init; } = new();
    public SignUpSettingsResource SignUp { get; init; } = new();
    public RestrictionsResource Restrictions { get; init; } = new();
    public required PasswordSettingsResource PasswordSettings { get; init; }
    public required UsernameSettingsResource UsernameSettings { get; init; }
    public required ActionsResource Actions { get; init; }
    public required AttackProtectionResource AttackProtection { get; init; }
    public PasskeySettingsResource PasskeySettings { get; init; } = new();

    internal static UserSettingsResource From(Instance instance) => new()
    {
        Attributes = AttributesResource.From(instance),
        Social = instance.Strategies.Providers.ToDictionary(
            provider => provider.Strategy, provider => SocialResource.From(provider, instance.Restrictions.BlockEmailSubaddresses)),
        SignUp = new SignUpSettingsResource
        {
            Mode = instance.SignUpMode is SignUpMode.Restricted ? "restricted" : "public",
            LegalConsentEnabled = instance.LegalConsent,
        },
        Restrictions = new RestrictionsResource
        {
            Allowlist = new SwitchResource { Enabled = !instance.Restrictions.Allowlist.IsEmpty },
            Blocklist = new SwitchResource { Enabled = !instance.Restrictions.Blocklist.IsEmpty },
            BlockEmailSubaddresses = new SwitchResource { Enabled = instance.Restrictions.BlockEmailSubaddresses },
        },
        UsernameSettings = new UsernameSettingsResource
        {
            MinLength = instance.Usernames.MinLength,
            MaxLength = instance.Usernames.MaxLength,
            AllowNumericUsernames = instance.Usernames.AllowNumeric,
        },
        PasswordSettings = new PasswordSettingsResource
        {
            MinLength = instance.Passwords.MinLength,
            MaxLength = instance.Passwords.AnnouncedMaxLength,
            DisableHibp = !instance.Passwords.AreLookedUp,
            ShowZxcvbn = instance.Passwords.MinStrength > 0,
            MinZxcvbnStrength = instance.Passwords.MinStrength,
        },
        Actions = new ActionsResource { DeleteSelf = instance.UsersMayDeleteThemselves },
        AttackProtection = new AttackProtectionResource
        {
            UserLockout = new UserLockoutResource
            {
                MaxAttempts = instance.Lockout.MaxMisses,
                DurationInMinutes = (int)instance.Lockout.Duration.TotalMinutes,
            },
            EnumerationProtection = new SwitchResource { Enabled = instance.SignIns.HidesAccounts },
        },
    };
}

/// <summary>An external provider, as the buttons of front ends know it.</summary>
public sealed record SocialResource
{
    public bool Enabled { get; init; } = true;

    /// <summary>No account has to have one.</summary>
    public bool Required { get; init; }

    public bool Authenticatable { get; init; } = true;
    public required bool BlockEmailSubaddresses { get; init; }
    public required string Strategy { get; init; }
    public bool NotSelectable { get; init; }
    public bool Deprecated { get; init; }
    public required string Name { get; init; }

    /// <summary>Null where there is none: front ends have pictures of the well-known ones.</summary>
    public required string? LogoUrl { get; init; }

    internal static SocialResource From(ExternalProvider provider, bool blockEmailSubaddresses) => new()
    {
        BlockEmailSubaddresses = blockEmailSubaddresses,
        Strategy = provider.Strategy,
        Name = provider.DisplayName,
        LogoUrl = provider.LogoUrl.Length == 0 ? null : provider.LogoUrl,
    };
}

public sealed record EnterpriseSsoResource
{
    public bool Enabled { get; init; }
    public bool SelfServeSso { get; init; }
}

public sealed record SignInSettingsResource
{
    public RequirementResource SecondFactor { get; init; } = new();
}

/// <summary>A thing that is required or not. The schema allows no <c>enabled</c> beside it.</summary>
public sealed record RequirementResource
{
    public bool Required { get; init; }
}

public sealed record SignUpSettingsResource
{
    public bool CaptchaEnabled { get; init; }

    /// <summary>Never null here, although there is no captcha: prebuilt screens and the schema both insist.</summary>
    public string CaptchaWidgetType { get; init; } = "invisible";

    public bool CustomActionRequired { get; init; }
    public bool Progressive { get; init; } = true;
    public string Mode { get; init; } = "public";
    public bool LegalConsentEnabled { get; init; }
}

public sealed record RestrictionsResource
{
    public SwitchResource Allowlist { get; init; } = new();
    public SwitchResource Blocklist { get; init; } = new();
    public SwitchResource AllowlistBlocklistDisabledOnSignIn { get; init; } = new();
    public SwitchResource BlockEmailSubaddresses { get; init; } = new();
    public SwitchResource BlockDisposableEmailDomains { get; init; } = new();
}

/// <summary>Length counts and composition does not (NIST SP 800-63B-4), so every <c>require_…</c> is off.</summary>
public sealed record PasswordSettingsResource
{
    public required bool DisableHibp { get; init; }
    public bool DisablePasswordReverification { get; init; }
    public required int MinLength { get; init; }
    public required int MaxLength { get; init; }
    public bool RequireSpecialChar { get; init; }
    public bool RequireNumbers { get; init; }
    public bool RequireUppercase { get; init; }
    public bool RequireLowercase { get; init; }
    public required bool ShowZxcvbn { get; init; }
    public required int MinZxcvbnStrength { get; init; }
    public bool EnforceHibpOnSignIn { get; init; }
    public string AllowedSpecialCharacters { get; init; } = "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~";
}

public sealed record UsernameSettingsResource
{
    public required int MinLength { get; init; }
    public required int MaxLength { get; init; }

    /// <summary>Off: which characters it would add, the published schema does not say.</summary>
    public bool AllowExtendedSpecialCharacters { get; init; }

    public required bool AllowNumericUsernames { get; init; }
}

/// <summary>What users may do to their own account. Organizations are not built.</summary>
public sealed record ActionsResource
{
    public required bool DeleteSelf { get; init; }
    public bool CreateOrganization { get; init; }
    public bool? CreateOrganizationsLimit { get; init; }
}

public sealed record AttackProtectionResource
{
    public required UserLockoutResource UserLockout { get; init; }
    public SwitchResource Pii { get; init; } = new() { Enabled = true };
    public EmailLinkSettingsResource EmailLink { get; init; } = new();
    public SwitchResource EnumerationProtection { get; init; } = new();
}

/// <summary>When wrong codes and passwords lock an account.</summary>
public sealed record UserLockoutResource
{
    public bool Enabled { get; init; } = true;
    public required int MaxAttempts { get; init; }
    public required int DurationInMinutes { get; init; }
}

public sealed record EmailLinkSettingsResource
{
    public bool RequireSameClient { get; init; }
}

public sealed record PasskeySettingsResource
{
    public bool AllowAutofill { get; init; }
    public bool ShowSignInButton { get; init; }
    public bool SatisfiesSecondFactor { get; init; }
}
