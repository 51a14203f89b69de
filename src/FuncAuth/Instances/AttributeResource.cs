using System.Collections.Immutable;
using FuncAuth.SignUps;

namespace FuncAuth.Instances;

/// <summary>All attributes that the protocol knows, those that are not built among them: the schema asks for every one.</summary>
public sealed record AttributesResource
{
    public required AttributeResource EmailAddress { get; init; }
    public required AttributeResource PhoneNumber { get; init; }
    public required AttributeResource Username { get; init; }
    public required AttributeResource Web3Wallet { get; init; }
    public required AttributeResource FirstName { get; init; }
    public required AttributeResource LastName { get; init; }
    public required AttributeResource Password { get; init; }
    public required AttributeResource AuthenticatorApp { get; init; }
    public required AttributeResource Ticket { get; init; }
    public required AttributeResource BackupCode { get; init; }
    public required AttributeResource Passkey { get; init; }

    internal static AttributesResource From(Instance instance) => new()
    {
        EmailAddress = AttributeResource.From(instance, Fields.EmailAddress),
        PhoneNumber = AttributeResource.From(instance, Fields.PhoneNumber),
        Username = AttributeResource.From(instance, Fields.Username),
        Web3Wallet = AttributeResource.From(instance, "web3_wallet"),
        FirstName = AttributeResource.From(instance, Fields.FirstName),
        LastName = AttributeResource.From(instance, Fields.LastName),
        Password = AttributeResource.From(instance, Fields.Password),
        AuthenticatorApp = AttributeResource.From(instance, "authenticator_app"),
        Ticket = AttributeResource.From(instance, "ticket"),
        BackupCode = AttributeResource.From(instance, "backup_code"),
        Passkey = AttributeResource.From(instance, "passkey"),
    };
}

/// <summary>What may be done with one attribute.</summary>
public sealed record AttributeResource
{
    public required bool Enabled { get; init; }
    public required bool Required { get; init; }
    public required bool UsedForFirstFactor { get; init; }
    public required ImmutableArray<string> FirstFactors { get; init; }
    public required bool UsedForSecondFactor { get; init; }
    public required ImmutableArray<string> SecondFactors { get; init; }
    public required ImmutableArray<string> Verifications { get; init; }
    public required bool VerifyAtSignUp { get; init; }
    public bool Immutable { get; init; }

    internal static AttributeResource From(Instance instance, string name)
    {
        var rule = instance.Announced(name);
        var secondFactors = Of(instance.SecondFactors(), name);

        // The client library takes every attribute that is "used for first factor" for an identifier. So a password never is,
        // and a username is as soon as a password can be given for it.
        var isIdentifier = rule.Enabled && name is Fields.EmailAddress or Fields.PhoneNumber or Fields.Username;
        ImmutableArray<string> firstFactors = isIdentifier ? Of(instance.FirstFactors(), name) : [];
        var takesPassword = isIdentifier && !Of(instance.FirstFactors(), Fields.Password).IsEmpty;

        return new AttributeResource
        {
            // An authenticator app has no rule of its own: it is on because it is a second factor.
            Enabled = rule.Enabled || !secondFactors.IsEmpty,
            Required = rule.Required,
            UsedForFirstFactor = takesPassword || !firstFactors.IsEmpty,
            FirstFactors = firstFactors,
            UsedForSecondFactor = !secondFactors.IsEmpty,
            SecondFactors = secondFactors,
            Verifications = instance.Verifications(name),
            VerifyAtSignUp = rule.VerifyAtSignUp,
        };
    }

    private static ImmutableArray<string> Of(ImmutableArray<(string? Attribute, string Strategy)> factors, string name) =>
        [.. factors.Where(factor => factor.Attribute == name).Select(factor => factor.Strategy)];
}
