using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;

namespace FuncAuth.Tests.SignIns;

/// <summary>Sign-ins to begin with: a user, the client of a stranger, and what is gathered of both.</summary>
internal static class GivenSignIn
{
    public const string Address = "jane@example.com";

    public const string Number = "+4915112345678";

    /// <summary>A user with a proven address, a proven number and a password.</summary>
    public static User Jane { get; } = new()
    {
        Id = UserId.From("jane"),
        CreatedAt = Given.Now.AddDays(-1),
        UpdatedAt = Given.Now.AddDays(-1),
        EmailAddresses = [new EmailAddress(IdentificationId.From(Address), Address, Proven("email_code"), Given.Now.AddDays(-1))],
        PhoneNumbers = [new PhoneNumber(IdentificationId.From(Number), Number, Proven("phone_code"), Given.Now.AddDays(-1))],
        PrimaryEmailAddress = IdentificationId.From(Address),
        PrimaryPhoneNumber = IdentificationId.From(Number),
        Password = new PasswordCredential("hash 0", Given.Now.AddDays(-1)),
    };

    /// <summary>The same with the number kept for the second factor.</summary>
    public static User WithSecondFactor { get; } = Jane with
    {
        PhoneNumbers = [Jane.PhoneNumbers[0] with { ReservedForSecondFactor = true, IsDefaultSecondFactor = true }],
    };

    /// <summary>An instance that hides accounts.</summary>
    public static Instance Strict { get; } = Given.Instance with { SignIns = SignInRules.Default with { HidesAccounts = true } };

    /// <summary>The facts of a request about <paramref name="user"/>'s account; null: about an identifier that has none.</summary>
    public static Facts Facts(User? user, int request = 1, TimeSpan after = default, bool? passwordIsRight = null, Instance? instance = null) =>
        Given.Facts(request, after, instance) with { Account = new Account(user) { PasswordIsRight = passwordIsRight }, PasswordHash = null };

    /// <summary>A user that strangers have missed so often, the last time just now.</summary>
    public static User Missed(this User user, int misses) => user with
    {
        Misses = new([.. Enumerable.Range(1, misses).Select(i =>
            new Miss(Given.Now.AddMinutes(i - misses), $"request {i}", ClientId.From("stranger")))]),
    };

    /// <summary>A stranger's client with a sign-in that has identified.</summary>
    public static Client Identified(User user, string? identifier = null) =>
        SignInFlow.Create(null, new SignInForm { Identifier = identifier ?? Address }, Facts(user)).Next!;

    /// <summary>The same with a code on its way.</summary>
    public static Client AwaitingCode(User user, string strategy = "email_code") =>
        SignInFlow.Create(null, new SignInForm { Identifier = Address, Strategy = strategy }, Facts(user)).Next!;

    /// <summary>A stranger's client that has proven the password of a user with a second factor.</summary>
    public static Client HalfWay() => SignInFlow.Create(
        null, new SignInForm { Identifier = Address, Password = new Secret("right") }, Facts(WithSecondFactor, passwordIsRight: true)).Next!;

    /// <summary>A stranger's client that has proven the right to set a new password.</summary>
    public static Client MaySetPassword(User user)
    {
        var client = AwaitingCode(user, "reset_password_email_code");
        return SignInFlow.AttemptFirstFactor(client, client.SignIn!.Id, new("reset_password_email_code", CodeOf(client, user)), Facts(user, 2)).Next!;
    }

    /// <summary>The right code of what the client's sign-in has prepared last.</summary>
    public static Secret CodeOf(Client client, User user)
    {
        var signIn = client.SignIn!;
        var isSecond = signIn.State is SignInState.NeedsSecondFactor;
        var proof = signIn.State is SignInState.NeedsSecondFactor second ? second.Proof! : ((SignInState.NeedsFirstFactor)signIn.State).Proof!;
        var strategy = Given.Instance.Strategies.Find<ICodeStrategy>(proof.Verification.Strategy)!;
        var destination = SignInFactors.Destination(proof, isSecond, user)!;
        return SignInCodes.Derive(signIn, isSecond, strategy, destination.Value, proof.Verification, Given.Codes)!;
    }

    /// <summary>Another code than that.</summary>
    public static Secret WrongCodeOf(Client client, User user) => new(CodeOf(client, user).Reveal() == "000000" ? "000001" : "000000");

    private static Verification Proven(string strategy) => new(
        VerificationId.From(strategy), strategy, "k1", Given.Now.AddDays(-1), Given.Now.AddDays(-1).AddMinutes(10), Misses: 0, Given.Now.AddDays(-1));
}
