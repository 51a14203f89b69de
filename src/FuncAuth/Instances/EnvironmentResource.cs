using System.Collections.Immutable;

namespace FuncAuth.Instances;

/// <summary>
/// The Environment: what front ends and prebuilt screens learn of an instance before anybody is known (Frontend API). It announces
/// what is built and switched on; whatever has no setting here and no <c>required</c> is not built and says so.
/// </summary>
public sealed record EnvironmentResource
{
    public required AuthConfigResource AuthConfig { get; init; }
    public required DisplayConfigResource DisplayConfig { get; init; }
    public required UserSettingsResource UserSettings { get; init; }
    public OrganizationSettingsResource OrganizationSettings { get; init; } = new();
    public FraudSettingsResource FraudSettings { get; init; } = new();
    public CommerceSettingsResource CommerceSettings { get; init; } = new();
    public ApiKeysSettingsResource ApiKeysSettings { get; init; } = new();
    public NothingResource ProtectConfig { get; init; } = new();
    public bool ClientDebugMode { get; init; }
    public bool PartitionedCookies { get; init; }
    public bool MaintenanceMode { get; init; }

    /// <summary>The Environment of <paramref name="instance"/>; the same for everybody, and for as long as the instance runs.</summary>
    public static EnvironmentResource From(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return new EnvironmentResource
        {
            AuthConfig = AuthConfigResource.From(instance),
            DisplayConfig = DisplayConfigResource.From(instance),
            UserSettings = UserSettingsResource.From(instance),
        };
    }
}

/// <summary>An object without members, <c>{}</c>: where the protocol wants one and there is nothing to say.</summary>
public sealed record NothingResource;

/// <summary>A thing that is on or off.</summary>
public sealed record SwitchResource
{
    public bool Enabled { get; init; }
}

public sealed record OrganizationSettingsResource
{
    public bool Enabled { get; init; }
    public int MaxAllowedMemberships { get; init; } = 1;
    public OrganizationActionsResource Actions { get; init; } = new();
    public OrganizationDomainsResource Domains { get; init; } = new();
    public OrganizationSlugResource Slug { get; init; } = new();
    public string CreatorRole { get; init; } = "";
}

public sealed record OrganizationActionsResource
{
    public bool AdminDelete { get; init; }
}

public sealed record OrganizationDomainsResource
{
    public bool Enabled { get; init; }
    public ImmutableArray<string> EnrollmentModes { get; init; } = [];
    public string DefaultRole { get; init; } = "";
}

public sealed record OrganizationSlugResource
{
    public bool Disabled { get; init; } = true;
}

public sealed record FraudSettingsResource
{
    public string Object { get; init; } = "fraud_settings";
    public DeviceAttestationResource Native { get; init; } = new();
}

public sealed record DeviceAttestationResource
{
    public string DeviceAttestationMode { get; init; } = "disabled";
}

/// <summary>Present although there is no commerce: without both payers the client library reports a degraded load (Frontend API).</summary>
public sealed record CommerceSettingsResource
{
    public BillingResource Billing { get; init; } = new();
}

public sealed record BillingResource
{
    public string? StripePublishableKey { get; init; }
    public bool FreeTrialRequiresPaymentMethod { get; init; }
    public PayerResource User { get; init; } = new();
    public PayerResource Organization { get; init; } = new();
}

public sealed record PayerResource
{
    public bool Enabled { get; init; }
    public bool HasPaidPlans { get; init; }
}

public sealed record ApiKeysSettingsResource
{
    public bool Enabled { get; init; }
    public bool UserApiKeysEnabled { get; init; }
    public bool OrgsApiKeysEnabled { get; init; }
}
