using System.Collections.Immutable;
using FuncAuth.SignUps;

namespace FuncAuth.Instances;

/// <summary>What people are asked for and how they are recognised, in the protocol's older, shorter words.</summary>
public sealed record AuthConfigResource
{
    public string Object { get; init; } = "auth_config";
    public string Id { get; init; } = "aac_1";
    public required string FirstName { get; init; }
    public required string LastName { get; init; }
    public required string EmailAddress { get; init; }
    public required string PhoneNumber { get; init; }
    public required string Username { get; init; }
    public required string Password { get; init; }
    public required ImmutableArray<ImmutableArray<string>> IdentificationRequirements { get; init; }
    public required ImmutableArray<string> IdentificationStrategies { get; init; }
    public required ImmutableArray<string> FirstFactors { get; init; }
    public required ImmutableArray<string> SecondFactors { get; init; }
    public required ImmutableArray<string> EmailAddressVerificationStrategies { get; init; }
    public required bool SingleSessionMode { get; init; }
    public bool EnhancedEmailDeliverability { get; init; }
    public required bool TestMode { get; init; }

    /// <summary>Says where a development page may keep its client token. It promises no handshake, and the protocol has it always on.</summary>
    public bool UrlBasedSessionSyncing { get; init; } = true;

    public long? ClaimedAt { get; init; }
    public bool Reverification { get; init; }
    public NativeSettingsResource NativeSettings { get; init; } = new();

    internal static AuthConfigResource From(Instance instance)
    {
        string[] identifiers = [Fields.EmailAddress, Fields.PhoneNumber, Fields.Username];

        return new AuthConfigResource
        {
            FirstName = Word(instance.Announced(Fields.FirstName)),
            LastName = Word(instance.Announced(Fields.LastName)),
            EmailAddress = Word(instance.Announced(Fields.EmailAddress)),
            PhoneNumber = Word(instance.Announced(Fields.PhoneNumber)),
            Username = Word(instance.Announced(Fields.Username)),
            Password = Word(instance.Announced(Fields.Password)),
            IdentificationRequirements =
                [.. identifiers.Where(name => instance.Announced(name).Required).Select(name => ImmutableArray.Create(name))],
            IdentificationStrategies = [.. identifiers.Where(name => instance.Announced(name).Enabled)],
            FirstFactors = [.. instance.FirstFactors().Select(factor => factor.Strategy).Distinct()],
            SecondFactors = [.. instance.SecondFactors().Select(factor => factor.Strategy).Distinct()],
            EmailAddressVerificationStrategies = instance.Verifications(Fields.EmailAddress),
            SingleSessionMode = instance.SingleSession,
            TestMode = instance.TestMode,
        };
    }

    private static string Word(AttributeRule rule) => rule switch
    {
        { Enabled: false } => "off",
        { Required: true } => "required",
        _ => "on",
    };
}

/// <summary>Native applications: not built, so off.</summary>
public sealed record NativeSettingsResource
{
    public string Object { get; init; } = "native_settings";
    public bool ApiEnabled { get; init; }
    public bool TrustedDeviceSignInEnabled { get; init; }
    public bool TrustedDeviceEnrollmentPromptAfterSignInEnabled { get; init; }
    public bool TrustedDeviceEnrollmentPromptAfterSignUpEnabled { get; init; }
}
