using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Tests.SignIns;
using FuncAuth.Users;

namespace FuncAuth.Tests.Strategies.OAuth;

/// <summary>Ways to an external provider and back: an instance with two of them, who they say that somebody is, and the steps up to the return.</summary>
internal static class GivenExternal
{
    public const string Strategy = "oauth_one";

    public const string Page = "http://localhost:3000/sso-callback";

    public const string Done = "http://localhost:3000/home";

    /// <summary>An instance with two providers.</summary>
    public static Instance Social { get; } = WithProviders(Given.Instance);

    /// <summary>The same where a sign-up proves no contacts.</summary>
    public static Instance Trusting { get; } = Social with
    {
        Attributes = Social.Attributes with
        {
            EmailAddress = Social.Attributes.EmailAddress with { VerifyAtSignUp = false },
            PhoneNumber = Social.Attributes.PhoneNumber with { VerifyAtSignUp = false },
        },
    };

    /// <summary>The same where nobody learns who has an account.</summary>
    public static Instance Strict { get; } = Social with { SignIns = SignInRules.Default with { HidesAccounts = true } };

    /// <summary>A sign-up's way out.</summary>
    public static SignUpForm GoingUp { get; } = new() { Strategy = Strategy, RedirectUrl = Page, ActionCompleteRedirectUrl = Done };

    /// <summary>A sign-in's way out.</summary>
    public static SignInForm GoingIn { get; } = new() { Strategy = Strategy, RedirectUrl = Page, ActionCompleteRedirectUrl = Done };

    /// <summary>Where a way leads out to.</summary>
    public static ExternalDeparture.To Departure { get; } = new(new Uri("https://one.example/authorize?state=s"));

    /// <summary>Who the provider says that Jane is.</summary>
    public static ExternalIdentity Jane { get; } = Named("subject of jane", GivenSignIn.Address);

    public static Instance WithProviders(this Instance instance) =>
        instance with { Strategies = instance.Strategies.With([new ExternalProvider("one", "One"), new ExternalProvider("two", "Two")]) };

    /// <summary>Somebody at the provider.</summary>
    public static ExternalIdentity Named(string subject, string? address = null, bool isVerified = true) =>
        new(Strategy, subject) { EmailAddress = address, EmailAddressIsVerified = isVerified, FirstName = "Jane", LastName = "Doe" };

    /// <summary>The facts of a request about <paramref name="user"/>'s account; null: about nobody's.</summary>
    public static Facts Facts(User? user = null, int request = 1, TimeSpan after = default, Instance? instance = null) =>
        GivenSignIn.Facts(user, request, after, instance: instance ?? Social);

    /// <summary>The facts of a request that leads out.</summary>
    public static Facts Leaving(int request = 1, TimeSpan after = default, Instance? instance = null) =>
        Facts(null, request, after, instance) with { Departure = Departure };

    /// <summary>The same user with the account at the provider linked.</summary>
    public static User LinkedTo(this User user, ExternalIdentity identity) => user.Linking(identity, Given.Now.AddDays(-1));

    /// <summary>A client with a sign-in whose person is at the provider.</summary>
    public static Client AwaySigningIn(Client? client = null, int request = 1, Instance? instance = null) =>
        SignInFlow.Create(client, GoingIn, Leaving(request, instance: instance)).Next!;

    /// <summary>The same of a sign-up.</summary>
    public static Client AwaySigningUp(SignUpForm? form = null, Client? client = null, int request = 1, Instance? instance = null) => SignUpFlow.Create(
        client, SignUpInput.Read(form ?? GoingUp, instance ?? Social), Leaving(request, instance: instance) with { PasswordHash = "hash 1" }).Next!;

    /// <summary>The sign-in comes back with the provider's word.</summary>
    public static Decision<SignIn> Returned(this Client client, ExternalWord word, User? user, int request = 2, TimeSpan after = default, Instance? instance = null)
    {
        var (facts, way) = (Facts(user, request, after, instance), client.SignIn!.External!.Verification.Id);
        return SignInFlow.Return(SignInFlow.Claim(client, way, facts).Next, facts with { External = new ExternalAnswer(way, word) });
    }

    /// <summary>The same with somebody named.</summary>
    public static Decision<SignIn> Returned(
        this Client client, ExternalIdentity identity, User? user, int request = 2, TimeSpan after = default, Instance? instance = null) =>
        client.Returned(new ExternalWord.Is(identity), user, request, after, instance);

    /// <summary>The sign-up comes back with the provider's word.</summary>
    public static Decision<SignUp> ReturnedUp(
        this Client client, ExternalWord word, User? user = null, int request = 2, TimeSpan after = default, Instance? instance = null,
        params Identifier[] taken)
    {
        var (facts, way) = (Facts(user, request, after, instance), client.SignUp!.Collected.External!.Verification.Id);
        return SignUpFlow.Return(
            SignUpFlow.Claim(client, way, facts).Next, facts with { External = new ExternalAnswer(way, word), Taken = [.. taken] });
    }

    /// <summary>The same with somebody named.</summary>
    public static Decision<SignUp> ReturnedUp(
        this Client client, ExternalIdentity identity, User? user = null, int request = 2, TimeSpan after = default, Instance? instance = null,
        params Identifier[] taken) =>
        client.ReturnedUp(new ExternalWord.Is(identity), user, request, after, instance, taken);

    /// <summary>Why nothing came of a way; null where something did or may.</summary>
    public static string? WhyFailed(this ExternalProof? way) => (way?.Stage as ExternalStage.Failed)?.Code;

    /// <summary>The user that a decision saves.</summary>
    public static User Saved<TSubject>(this Decision<TSubject> decision)
        where TSubject : class => decision.Effects.OfType<Effect.SaveUser>().Single().Next;
}
