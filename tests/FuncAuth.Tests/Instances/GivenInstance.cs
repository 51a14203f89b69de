using FuncAuth.Instances;
using FuncAuth.Strategies;
using FuncAuth.Strategies.EmailCode;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Tests.Instances;

/// <summary>Instances to announce.</summary>
internal static class GivenInstance
{
    /// <summary>Everything as the settings have it where nobody says, and e-mail codes the only thing that is built.</summary>
    public static Instance ForDevelopment { get; } = new()
    {
        ApplicationName = "My app",
        IsDevelopment = true,
        PublishableKey = PublishableKey.For("127.0.0.1:17071", isDevelopment: true),
        AllowedOrigins = Origins("http://localhost:*"),
        TestMode = true,
        SingleSession = true,
        Attributes = new AttributeRules
        {
            EmailAddress = new AttributeRule(Enabled: true, Required: true, VerifyAtSignUp: true),
            PhoneNumber = new AttributeRule(Enabled: true, Required: false, VerifyAtSignUp: true),
            Username = new AttributeRule(Enabled: true, Required: false, VerifyAtSignUp: false),
            Password = new AttributeRule(Enabled: true, Required: true, VerifyAtSignUp: false),
            FirstName = new AttributeRule(Enabled: true, Required: false, VerifyAtSignUp: false),
            LastName = new AttributeRule(Enabled: true, Required: false, VerifyAtSignUp: false),
        },
        Codes = CodeRules.Default,
        Passwords = PasswordRules.Default,
        Sessions = SessionRules.Default,
        Strategies = new StrategyCatalog([new PasswordStrategy(), new EmailCodeStrategy()]),
    };

    public static AllowedOrigins Origins(string list) =>
        AllowedOrigins.TryParse(list, out var wrong) ?? throw new ArgumentException($"'{wrong}' is not an origin.", nameof(list));

    /// <summary>The instance with one attribute under another rule.</summary>
    public static Instance With(this Instance instance, Func<AttributeRules, AttributeRules> change) =>
        instance with { Attributes = change(instance.Attributes) };
}
