using FuncAuth.Clients;
using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Strategies.Password;
using FuncAuth.Tests.Strategies.OAuth;
using FuncAuth.Users;
using static FuncAuth.Tests.Strategies.OAuth.GivenExternal;

namespace FuncAuth.Tests.SignIns;

/// <summary>An account that somebody laid in the way of an address's owner, and the owner comes by (SECURITY.md F07).</summary>
public class HandOverTests
{
    private const string Number = GivenSignIn.Number;

    /// <summary>What a planter leaves: somebody's address and number, neither proven, and a password, a name and a session of their own.</summary>
    private static readonly User Planted = GivenSignIn.Jane with
    {
        FirstName = "Mallory",
        UnsafeMetadata = """{"role":"admin"}""",
        EmailAddresses = [GivenSignIn.Jane.EmailAddresses[0] with { Verification = null }],
        PhoneNumbers = [GivenSignIn.Jane.PhoneNumbers[0] with { Verification = null }],
    };

    private static readonly Session PlantedSession = Session.Begin(SessionId.From("planted"), Planted.Id, Given.Now, Given.Instance.Sessions);

    public static TheoryData<string> Ways => ["provider", "transfer", "email_code", "phone_code"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void F07_who_proves_the_contact_has_the_account_and_whoever_planted_it_has_nothing(string way)
    {
        var decision = By(way, Planted);

        var complete = Assert.IsType<SignInState.Complete>(decision.Subject!.State);
        var owned = decision.Saved();
        Assert.Null(owned.Password);
        Assert.True(owned.HasCut(PlantedSession));
        Assert.False(owned.HasCut(decision.Next!.Find(complete.Session)!));
        Assert.Equal("{}", owned.UnsafeMetadata);
        Assert.Equal(way is "provider" or "transfer" ? "Jane" : null, owned.FirstName);
        Assert.True(owned.IsProven);

        var kept = Assert.Single(owned.ContactsIn("email_address").Concat(owned.ContactsIn("phone_number")));
        Assert.Equal(way is "phone_code" ? Number : GivenSignIn.Address, kept.Value);
        Assert.Equal(way is "provider" or "transfer" ? "from_oauth_one" : way, kept.Verification!.Strategy);
        var released = Assert.Single(decision.Effects.OfType<Effect.Release>());
        Assert.Equal((way is "phone_code" ? "email_address" : "phone_number", Planted.Id), (released.Identifier.Kind, released.User));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void F07_the_planted_password_opens_nothing_any_more(string way)
    {
        var begun = GivenSignIn.Identified(Planted, way is "phone_code" ? Number : GivenSignIn.Address);
        Assert.IsType<SignInState.Complete>(SignInFlow.AttemptFirstFactor(
            begun, begun.SignIn!.Id, new("password", Password: new Secret("planted")), Facts(Planted, 3) with { Account = Right(Planted) }).Subject!.State);

        var owned = By(way, Planted).Saved();
        var attempted = SignInFlow.AttemptFirstFactor(
            begun, begun.SignIn.Id, new("password", Password: new Secret("planted")), Facts(owned, 3) with { Account = Right(owned) });

        Assert.Equal("strategy_for_user_invalid", Assert.Single(attempted.Errors).Code);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void F07_it_is_done_once_however_often_it_is_decided(string way)
    {
        var once = By(way, Planted);

        var twice = By(way, once.Saved());

        Assert.Equal(once.Subject!.State, twice.Subject!.State);
        Assert.Equal((once.Saved().SessionsCut, null), (twice.Saved().SessionsCut, twice.Saved().Password));
        Assert.Equal(once.Saved().ContactsIn("email_address"), twice.Saved().ContactsIn("email_address"));
        Assert.Empty(twice.Effects.OfType<Effect.Release>());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void F07_the_owner_is_told_and_nobody_else(string way)
    {
        var decision = By(way, Planted);

        var told = decision.Effects.OfType<Effect.Send>().Select(send => (MessageSubject.Notice)send.Order.Subject).ToArray();
        var owner = IdentificationId.From(way is "phone_code" ? Number : GivenSignIn.Address);
        Assert.All(told, notice => Assert.Equal(owner, notice.Contact));
        NoticeKind[] expected = way is "provider" or "transfer" ? [NoticeKind.ExternalAccountConnected, NoticeKind.PasswordRemoved] : [NoticeKind.PasswordRemoved];
        Assert.Equal(expected, told.Select(notice => notice.Kind));
        Assert.True(decision.Saved().UpdatedAt >= told[0].At);
    }

    [Fact]
    public void F07_an_account_of_which_something_is_proven_is_nobodys_but_its_own()
    {
        var proven = Planted with { PhoneNumbers = GivenSignIn.Jane.PhoneNumbers };

        var decision = AwaySigningIn().Returned(Jane, proven);
        Assert.Equal(Jane, ExternalTransfer.ToSignUp(decision.Next, Given.Now)!.Identity);
        Assert.Empty(decision.Effects);

        var prepared = SignInFlow.PrepareFirstFactor(
            GivenSignIn.Identified(proven), GivenSignIn.Identified(proven).SignIn!.Id, new("email_code"), Facts(proven, 2));
        Assert.Equal("strategy_for_user_invalid", Assert.Single(prepared.Errors).Code);

        // And by what is proven, nothing changes hands.
        var client = SignInFlow.Create(null, new SignInForm { Identifier = Number, Strategy = "phone_code" }, Facts(proven)).Next!;
        var entered = SignInFlow.AttemptFirstFactor(client, client.SignIn!.Id, new("phone_code", GivenSignIn.CodeOf(client, proven)), Facts(proven, 2));
        Assert.Equal((proven.Password, proven.SessionsCut), (entered.Saved().Password, entered.Saved().SessionsCut));
    }

    [Fact]
    public void F07_no_password_is_set_by_a_code_to_what_nobody_has_proven()
    {
        var offered = SignInFactors.First(GivenSignIn.Identified(Planted).SignIn!, Planted, Social).Select(factor => factor.Strategy);
        Assert.Equal(["password", "email_code", "phone_code"], offered);

        var hidden = SignInFlow.Create(
            null, new SignInForm { Identifier = GivenSignIn.Address, Strategy = "reset_password_email_code" }, Facts(Planted, instance: Strict));
        Assert.Null(((SignInState.NeedsFirstFactor)hidden.Subject!.State).Proof!.Contact);
    }

    [Fact]
    public void A_code_to_the_owner_of_what_nobody_has_proven_is_delivered()
    {
        var client = GivenSignIn.AwaitingCode(Planted);
        var order = new MessageOrder(
            Channel.Email, new MessageSubject.SignInCode(client.Id, client.SignIn!.Id), ((SignInState.NeedsFirstFactor)client.SignIn.State).Proof!.Verification.Id, null);

        var sent = Assert.IsType<Delivery.Send>(DeliveryFlow.Decide(order, client, Facts(Planted, 2)));
        Assert.Equal(GivenSignIn.Address, sent.Message.To);

        Assert.IsType<Delivery.Drop>(DeliveryFlow.Decide(order, client, Facts(Planted with { PhoneNumbers = GivenSignIn.Jane.PhoneNumbers }, 2)));
    }

    [Fact]
    public void A_way_in_that_nobody_has_proven_is_none_to_be_left_with() =>
        Assert.False(WaysIn.Has(Planted with { Password = null }, Social));

    private static Decision<SignIn> By(string way, User user)
    {
        switch (way)
        {
            case "provider":
                return AwaySigningIn().Returned(Jane, user);
            case "transfer":
                return SignInFlow.Create(AwaySigningUp().ReturnedUp(Jane, Planted).Next, new SignInForm { Transfer = true }, Facts(user, 3));
            default:
                var typed = way is "phone_code" ? Number : GivenSignIn.Address;
                var client = SignInFlow.Create(null, new SignInForm { Identifier = typed, Strategy = way }, Facts(Planted)).Next!;
                return SignInFlow.AttemptFirstFactor(client, client.SignIn!.Id, new(way, GivenSignIn.CodeOf(client, Planted)), Facts(user, 3));
        }
    }

    private static Account Right(User user) => new(user) { PasswordIsRight = true };
}
