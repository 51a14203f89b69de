using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;
using static FuncAuth.Tests.SignIns.GivenSignIn;

namespace FuncAuth.Tests.SignIns;

/// <summary>What a first factor that was proven is worth later on, and what comes with it.</summary>
public class ProvenFactorTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly Secret Fresh = new("a quiet meadow at noon");
    private static readonly DateTimeOffset Since = Given.Now.AddSeconds(30);

    public static TheoryData<string, Func<User, User>> Changes => new()
    {
        { "another password", user => user with { Password = new PasswordCredential("hash 9", Since) } },
        { "no password", user => user with { Password = null } },
        { "other sessions ended", user => user.CuttingSessions(Since, null) },
        { "the address removed", user => user with { EmailAddresses = [], PrimaryEmailAddress = null } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void The_right_to_a_new_password_ends_with_what_it_was_proven_by(string change, Func<User, User> apply)
    {
        var client = MaySetPassword(Jane);

        var decision = Reset(client, apply(Jane), Minute);

        Assert.True(decision.Errors is [{ Code: "resource_forbidden" }] && decision.Effects.IsEmpty, change);
        Assert.True(Reset(client, Jane, Minute).IsAccepted);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public void The_right_to_a_new_password_lives_as_long_as_a_code(int ticks, bool isOpen)
    {
        var decision = Reset(MaySetPassword(Jane), Jane, Given.Instance.Codes.Lifetime + TimeSpan.FromTicks(ticks));

        Assert.Equal(isOpen, decision.IsAccepted);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_proof_before_a_second_factor_ends_with_what_it_was_proven_by(string change, Func<User, User> apply)
    {
        var user = apply(WithSecondFactor);
        foreach (var (client, endsWithPassword, endsWithAddress) in new[] { (HalfWay(), true, false), (HalfWayByCode(), false, true) })
        {
            var expected = change switch { "no password" => endsWithPassword, "the address removed" => endsWithAddress, _ => true };

            Assert.True(Prepared(client, WithSecondFactor).IsAccepted);
            Assert.True(Prepared(client, user).Errors is [{ Code: "resource_forbidden" }] == expected, change);

            var sent = Prepared(client, WithSecondFactor).Next!;
            var attempted = SignInFlow.AttemptSecondFactor(
                sent, sent.SignIn!.Id, new("phone_code", CodeOf(sent, WithSecondFactor)), Facts(user, 4, Minute));
            Assert.True(attempted.Errors is [{ Code: "resource_forbidden" }] == expected, change);
        }
    }

    [Fact]
    public void An_attempt_whose_identifier_is_nobodys_any_more_goes_nowhere()
    {
        var (identified, half, may) = (Identified(Jane), HalfWay(), MaySetPassword(Jane));

        var decisions = new[]
        {
            SignInFlow.AttemptFirstFactor(identified, identified.SignIn!.Id, new("password", Password: Fresh), Facts(null, 2)),
            SignInFlow.PrepareFirstFactor(identified, identified.SignIn!.Id, new("email_code"), Facts(null, 2)),
            SignInFlow.PrepareSecondFactor(half, half.SignIn!.Id, new("phone_code"), Facts(null, 2)),
            Reset(may, null, Minute),
        };

        Assert.All(decisions, decision => Assert.Equal("resource_forbidden", Assert.Single(decision.Errors).Code));
    }

    [Fact]
    public void A_reset_that_is_decided_again_on_what_it_has_written_comes_to_the_same()
    {
        var client = MaySetPassword(Jane);
        var once = Saved(Reset(client, Jane, Minute));

        var twice = Reset(client, once, Minute);

        Assert.IsType<SignInState.Complete>(twice.Subject!.State);
        Assert.Equal((once.Password, once.SessionsCut), (Saved(twice).Password, Saved(twice).SessionsCut));
    }

    [Fact]
    public void Of_two_resets_with_one_proof_the_second_is_refused() =>
        Assert.Equal("resource_forbidden", Assert.Single(Reset(MaySetPassword(Jane), Saved(Reset(MaySetPassword(Jane), Jane, Minute)), Minute, request: 6).Errors).Code);

    [Fact]
    public void A_second_factor_is_asked_for_after_a_reset_and_the_reset_itself_does_not_stand_in_its_way()
    {
        var reset = Reset(MaySetPassword(WithSecondFactor), WithSecondFactor, Minute);

        Assert.IsType<SignInState.NeedsSecondFactor>(reset.Subject!.State);
        Assert.True(SignInFlow.PrepareSecondFactor(reset.Next, reset.Subject.Id, new("phone_code"), Facts(Saved(reset), 6, 2 * Minute)).IsAccepted);
    }

    [Fact]
    public void S01_the_cookie_is_another_one_half_way_beside_somebody_who_is_signed_in()
    {
        var several = Given.Instance with { SingleSession = false };
        var other = Session.Begin(SessionId.From("other"), UserId.From("somebody"), Given.Now, Given.Instance.Sessions);
        var planted = Client.Begin(Facts(null, 7)).Beginning(other, Facts(null, 7));

        var half = SignInFlow.Create(
            planted, new SignInForm { Identifier = Address, Password = Fresh }, Facts(WithSecondFactor, 8, passwordIsRight: true, instance: several));
        var begun = SignInFlow.Create(
            planted, new SignInForm { Identifier = Address, Strategy = "reset_password_email_code" }, Facts(Jane, 8, instance: several)).Next!;
        var may = SignInFlow.AttemptFirstFactor(
            begun, begun.SignIn!.Id, new("reset_password_email_code", CodeOf(begun, Jane)), Facts(Jane, 9, instance: several));

        Assert.IsType<SignInState.NeedsSecondFactor>(half.Subject!.State);
        Assert.NotEqual(planted.TokenHash, half.Next!.TokenHash);
        Assert.Equal(planted.TokenHash, begun.TokenHash);
        Assert.IsType<SignInState.NeedsNewPassword>(may.Subject!.State);
        Assert.NotEqual(planted.TokenHash, may.Next!.TokenHash);
    }

    [Fact]
    public void A_hash_of_an_older_making_is_made_anew_before_a_second_factor_too()
    {
        var facts = Facts(WithSecondFactor, passwordIsRight: true);
        var half = SignInFlow.Create(
            null, new SignInForm { Identifier = Address, Password = Fresh }, facts with { Account = facts.Account! with { Rehash = "hash anew" } });

        Assert.Equal(WithSecondFactor.Password! with { Hash = "hash anew" }, Saved(half).Password);
    }

    [Fact]
    public void A_code_of_another_kind_to_the_same_address_has_to_wait_too()
    {
        var client = AwaitingCode(Jane);

        var soon = SignInFlow.PrepareFirstFactor(client, client.SignIn!.Id, new("reset_password_email_code"), Facts(Jane, 2, TimeSpan.FromSeconds(29)));
        var later = SignInFlow.PrepareFirstFactor(client, client.SignIn!.Id, new("reset_password_email_code"), Facts(Jane, 2, TimeSpan.FromSeconds(30)));
        var elsewhere = SignInFlow.PrepareFirstFactor(client, client.SignIn!.Id, new("phone_code"), Facts(Jane, 2, TimeSpan.FromSeconds(1)));

        Assert.Equal(("verification_code_too_many_requests", 1), (Assert.Single(soon.Errors).Code, soon.Errors[0].RetryAfter));
        Assert.True(later.IsAccepted && elsewhere.IsAccepted);
    }

    [Fact]
    public void Of_two_machines_clocks_the_one_that_is_ahead_says_when_the_last_sign_in_was()
    {
        var ahead = Jane with { LastSignInAt = Given.Now.AddSeconds(2) };

        var after = Saved(SignInFlow.Create(null, new SignInForm { Identifier = Address, Password = Fresh }, Facts(ahead, passwordIsRight: true)));

        Assert.Equal(ahead.LastSignInAt, after.LastSignInAt);
        Assert.True(after.CuttingSessions(Given.Now, null).SessionsCut!.At > ahead.LastSignInAt);
    }

    [Fact]
    public void Where_accounts_are_hidden_an_account_without_a_password_is_not_given_one_by_a_reset()
    {
        const string reset = "reset_password_email_code";
        var without = Jane with { Password = null };
        var client = SignInFlow.Create(null, new SignInForm { Identifier = Address, Strategy = reset }, Facts(without, instance: Strict)).Next!;
        var proof = ((SignInState.NeedsFirstFactor)client.SignIn!.State).Proof!;
        var strategy = Given.Instance.Strategies.Find<ICodeStrategy>(reset)!;
        var code = SignInCodes.Derive(client.SignIn, false, strategy, Address, proof.Verification, Given.Codes)!;

        var sent = SignInFlow.AttemptFirstFactor(client, client.SignIn.Id, new(reset, code), Facts(without, 2, instance: Strict));
        var asHad = client with { SignIn = client.SignIn with { State = new SignInState.NeedsFirstFactor(proof with { Contact = IdentificationId.From(Address) }) } };
        var removed = SignInFlow.AttemptFirstFactor(asHad, client.SignIn.Id, new(reset, code), Facts(without, 2, instance: Strict));

        Assert.Equal((Fields.EmailAddress, null), (proof.Field, proof.Contact));
        Assert.Equal("form_code_incorrect", Assert.Single(sent.Errors).Code);
        Assert.Equal("form_code_incorrect", Assert.Single(removed.Errors).Code);
    }

    private static Decision<SignIn> Reset(Client client, User? user, TimeSpan after, int request = 5) => SignInFlow.ResetPassword(
        client, client.SignIn!.Id, new NewPasswordForm(Fresh, SignOutOfOtherSessions: true), Facts(user, request, after) with { PasswordHash = $"hash {request}" });

    private static Decision<SignIn> Prepared(Client client, User user) =>
        SignInFlow.PrepareSecondFactor(client, client.SignIn!.Id, new("phone_code"), Facts(user, 3, Minute));

    private static Client HalfWayByCode()
    {
        var client = AwaitingCode(WithSecondFactor);
        return SignInFlow.AttemptFirstFactor(client, client.SignIn!.Id, new("email_code", CodeOf(client, WithSecondFactor)), Facts(WithSecondFactor, 2)).Next!;
    }

    private static User Saved(Decision<SignIn> decision) => Assert.Single(decision.Effects.OfType<Effect.SaveUser>()).Next;
}
