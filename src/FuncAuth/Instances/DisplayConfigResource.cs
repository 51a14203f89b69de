using System.Collections.Immutable;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Instances;

/// <summary>How prebuilt screens look and where they lead. The addresses are the front end's own paths, for it to override.</summary>
public sealed record DisplayConfigResource
{
    public string Object { get; init; } = "display_config";
    public string Id { get; init; } = "dconf_1";
    public required string InstanceEnvironmentType { get; init; }
    public required string ApplicationName { get; init; }
    public NothingResource Theme { get; init; } = new();

    /// <summary>Which factor a screen offers first: <c>password</c> or <c>otp</c>.</summary>
    public required string PreferredSignInStrategy { get; init; }

    public string HomeUrl { get; init; } = "/";
    public string SignInUrl { get; init; } = "/sign-in";
    public string SignUpUrl { get; init; } = "/sign-up";
    public string UserProfileUrl { get; init; } = "/user";
    public string WaitlistUrl { get; init; } = "/waitlist";
    public string OauthConsentUrl { get; init; } = "";
    public string AfterSignInUrl { get; init; } = "/";
    public string AfterSignUpUrl { get; init; } = "/";
    public string AfterSignOutOneUrl { get; init; } = "/";
    public string AfterSignOutAllUrl { get; init; } = "/";
    public string AfterSwitchSessionUrl { get; init; } = "/";
    public string AfterJoinWaitlistUrl { get; init; } = "/";
    public string OrganizationProfileUrl { get; init; } = "/";
    public string CreateOrganizationUrl { get; init; } = "/";
    public string AfterLeaveOrganizationUrl { get; init; } = "/";
    public string AfterCreateOrganizationUrl { get; init; } = "/";
    public string LogoLinkUrl { get; init; } = "/";
    public string? LogoImageUrl { get; init; }
    public string? FaviconImageUrl { get; init; }
    public string? SupportEmail { get; init; }
    public bool Branded { get; init; }
    public bool ExperimentalForceOauthFirst { get; init; }
    public string ClerkJsVersion { get; init; } = "6";
    public bool ShowDevmodeWarning { get; init; }
    public string? GoogleOneTapClientId { get; init; }
    public string? HelpUrl { get; init; }
    public string? PrivacyPolicyUrl { get; init; }
    public string? TermsUrl { get; init; }
    public string? LogoUrl { get; init; }
    public string? FaviconUrl { get; init; }
    public NothingResource? LogoImage { get; init; }
    public NothingResource? FaviconImage { get; init; }
    public string? CaptchaPublicKey { get; init; }
    public string? CaptchaWidgetType { get; init; }
    public string? CaptchaPublicKeyInvisible { get; init; }
    public string? CaptchaProvider { get; init; }

    /// <summary>Empty rather than null: null would mean the client library's built-in list.</summary>
    public ImmutableArray<string> CaptchaOauthBypass { get; init; } = [];

    public bool CaptchaHeartbeat { get; init; }

    internal static DisplayConfigResource From(Instance instance) => new()
    {
        InstanceEnvironmentType = instance.IsDevelopment ? "development" : "production",
        ApplicationName = instance.ApplicationName,
        PreferredSignInStrategy = instance.FirstFactors().Any(factor => factor.Strategy is PasswordStrategy.StrategyName) ? "password" : "otp",
        TermsUrl = instance.TermsUrl?.AbsoluteUri,
        PrivacyPolicyUrl = instance.PrivacyPolicyUrl?.AbsoluteUri,
    };
}
