using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Keys;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Tests;

/// <summary>Beginnings for tests: an instance with the local defaults, its facts, and forms.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static Instance Instance { get; } = new()
    {
        ApplicationName = "Test app",
        IsDevelopment = true,
        PublishableKey = PublishableKey.For("127.0.0.1:7071", isDevelopment: true),
        AllowedOrigins = AllowedOrigins.TryParse("http://localhost:*", out _)!,
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
    };

    public static OneTimeCodes Codes { get; } = new(new Keyring(new SymmetricKey("k1", new byte[32])));

    /// <summary>Facts of a request; another <paramref name="request"/> is another request, with other randomness.</summary>
    public static Facts Facts(int request = 1, TimeSpan after = default, Instance? instance = null) => new()
    {
        Instance = instance ?? Instance,
        Now = Now + after,
        Entropy = new Entropy([.. Enumerable.Repeat((byte)request, Entropy.SeedLength)]),
        Codes = Codes,
        PasswordHash = $"hash {request}",
        Tried = TriedWords.InVain,
    };

    public static SignUpInput Input(SignUpForm form, Instance? instance = null) => SignUpInput.Read(form, instance ?? Instance);

    /// <summary>A client whose sign-up has an address and, where <paramref name="password"/> says so, a password.</summary>
    public static Client Gathering(string email = "jane@example.com", bool password = true) =>
        SignUpFlow.Create(null, Input(new SignUpForm { EmailAddress = email, Password = password ? new Secret("correct horse") : null }), Facts()).Next!;

    /// <summary>The same, with a code asked for.</summary>
    public static Client AwaitingCode(string email = "jane@example.com", bool password = true)
    {
        var client = Gathering(email, password);
        return SignUpFlow.Prepare(client, client.SignUp!.Id, new VerificationForm("email_code"), Facts(2)).Next!;
    }

    /// <summary>What comes of a decision when it is carried through: a completing sign-up is completed.</summary>
    public static Decision<SignUp> Finished(Decision<SignUp> decision, int request = 9) =>
        decision.Subject?.State is SignUpState.Completing ? SignUpFlow.Complete(decision.Next!, Facts(request)) : decision;

    /// <summary>The right code of the client's e-mail address.</summary>
    public static Secret CodeOf(Client client)
    {
        var signUp = client.SignUp!;
        var contact = signUp.Collected.EmailAddress!;
        var strategy = Instance.Strategies.Find<IFieldVerifier>("email_code")!;
        return SignUpCodes.Derive(signUp, strategy, contact, contact.Verification!, Codes)!;
    }

    /// <summary>Another code than the right one.</summary>
    public static Secret WrongCodeOf(Client client) => new(CodeOf(client).Reveal() == "000000" ? "000001" : "000000");
}
