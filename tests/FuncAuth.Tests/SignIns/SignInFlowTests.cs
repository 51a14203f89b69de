using FuncAuth.Clients;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.Users;
using static FuncAuth.Tests.SignIns.GivenSignIn;

namespace FuncAuth.Tests.SignIns;

/// <summary>What each step of a sign-in asks first, and what it has done besides.</summary>
public class SignInFlowTests
{
    private static readonly Secret Right = new("right");

    [Fact]
    public void A_right_password_is_a_session_and_forgives_the_browsers_own_misses_alone()
    {
        var client = Identified(Jane);
        var missed = Jane with
        {
            Misses = new([new Miss(Given.Now.AddMinutes(-9), "a", client.Id), new Miss(Given.Now.AddMinutes(-8), "b", ClientId.From("stranger"))]),
        };

        var decision = SignInFlow.AttemptFirstFactor(client, client.SignIn!.Id, new("password", Password: Right), Facts(missed, 2, passwordIsRight: true));

        var complete = Assert.IsType<SignInState.Complete>(decision.Subject!.State);
        var saved = Assert.IsType<Effect.SaveUser>(Assert.Single(decision.Effects));
        Assert.Equal((complete.Session, Jane.Id), (saved.Enters!.Id, saved.Enters.User));
        Assert.Equal(["b"], saved.Next.Misses.Recent.Select(miss => miss.By));
        Assert.NotEqual(client.TokenHash, decision.Next!.TokenHash);
    }

    [Fact]
    public void A_browser_that_knows_the_user_leaves_the_misses_of_strangers_as_they_are()
    {
        var locked = Jane.Missed(10);
        var client = Identified(Jane).Knowing(new KnownUser(Jane.Id, Misses.None, Given.Now));

        var decision = SignInFlow.AttemptFirstFactor(client, client.SignIn!.Id, new("password", Password: Right), Facts(locked, 2, passwordIsRight: true));

        Assert.IsType<SignInState.Complete>(decision.Subject!.State);
        Assert.Equal(locked.Misses, Assert.IsType<Effect.SaveUser>(Assert.Single(decision.Effects)).Next.Misses);
    }

    [Fact]
    public void A_proof_that_leads_half_way_is_saved_on_the_user_too()
    {
        var reset = AwaitingCode(Jane, "reset_password_email_code");
        var decisions = new[]
        {
            (Jane, SignInFlow.AttemptFirstFactor(reset, reset.SignIn!.Id, new("reset_password_email_code", CodeOf(reset, Jane)), Facts(Jane, 2))),
            (WithSecondFactor, SignInFlow.Create(
                null, new SignInForm { Identifier = Address, Password = Right }, Facts(WithSecondFactor, passwordIsRight: true))),
        };

        foreach (var (user, decision) in decisions)
        {
            Assert.True(decision.IsAccepted);
            Assert.Equal(new Effect.SaveUser(user), Assert.Single(decision.Effects));
            Assert.Empty(decision.Next!.Sessions);
        }
    }

    [Fact]
    public void Every_way_on_is_closed_while_the_account_is_locked()
    {
        var (code, may, half) = (AwaitingCode(Jane), MaySetPassword(Jane), HalfWay());
        var (locked, lockedHalf) = (Jane.Missed(10), WithSecondFactor.Missed(10));
        var decisions = new[]
        {
            SignInFlow.Create(null, new SignInForm { Identifier = Address }, Facts(locked)),
            SignInFlow.Create(null, new SignInForm { Identifier = Address, Password = Right }, Facts(locked, passwordIsRight: true)),
            SignInFlow.Create(null, new SignInForm { Identifier = Address, Strategy = "email_code" }, Facts(locked)),
            SignInFlow.PrepareFirstFactor(code, code.SignIn!.Id, new("email_code"), Facts(locked, 3, TimeSpan.FromMinutes(1))),
            SignInFlow.AttemptFirstFactor(code, code.SignIn!.Id, new("email_code", CodeOf(code, Jane)), Facts(locked, 3)),
            SignInFlow.AttemptFirstFactor(code, code.SignIn!.Id, new("password", Password: Right), Facts(locked, 3, passwordIsRight: true)),
            SignInFlow.ResetPassword(may, may.SignIn!.Id, new NewPasswordForm(new Secret("a quiet meadow at noon")), Facts(locked, 3) with { PasswordHash = "hash 3" }),
            SignInFlow.PrepareSecondFactor(half, half.SignIn!.Id, new("phone_code"), Facts(lockedHalf, 3)),
        };

        Assert.All(decisions, decision =>
        {
            Assert.Equal("user_locked", Assert.Single(decision.Errors).Code);
            Assert.Empty(decision.Effects);
        });
    }

    [Fact]
    public void A_second_factor_is_closed_while_the_account_is_locked()
    {
        var half = HalfWay();
        var client = SignInFlow.PrepareSecondFactor(half, half.SignIn!.Id, new("phone_code"), Facts(WithSecondFactor, 2)).Next!;

        var decision = SignInFlow.AttemptSecondFactor(
            client, client.SignIn!.Id, new("phone_code", CodeOf(client, WithSecondFactor)), Facts(WithSecondFactor.Missed(10), 3));

        Assert.Equal("user_locked", Assert.Single(decision.Errors).Code);
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(6, 4)]
    [InlineData(9, 32)]
    public void From_the_fourth_miss_on_the_next_try_has_to_wait(int misses, int? seconds)
    {
        var client = Identified(Jane);

        var decision = SignInFlow.AttemptFirstFactor(
            client, client.SignIn!.Id, new("password", Password: Right), Facts(Jane.Missed(misses), 2, passwordIsRight: true));

        Assert.Equal(seconds, decision.Errors.SingleOrDefault()?.RetryAfter);
        Assert.Equal(seconds is null, decision.IsAccepted);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    public void A_lock_ends_at_the_instant(int after, bool isOpen)
    {
        var client = Identified(Jane);

        var decision = SignInFlow.AttemptFirstFactor(
            client, client.SignIn!.Id, new("password", Password: Right),
            Facts(Jane.Missed(10), 2, TimeSpan.FromHours(1) + TimeSpan.FromSeconds(after), passwordIsRight: true));

        Assert.Equal(isOpen, decision.IsAccepted);
    }

    [Fact]
    public void A_miss_that_is_decided_again_counts_once()
    {
        var client = Identified(Jane);
        var facts = Facts(Jane, 2, passwordIsRight: false);
        Decision<SignIn> Guess(User user) =>
            SignInFlow.AttemptFirstFactor(client, client.SignIn!.Id, new("password", Password: Right), facts with { Account = new Account(user) { PasswordIsRight = false } });

        var once = Assert.IsType<Effect.SaveUser>(Assert.Single(Guess(Jane).Effects)).Next;
        var twice = Assert.IsType<Effect.SaveUser>(Assert.Single(Guess(once).Effects)).Next;

        Assert.Single(twice.Misses.Recent);
    }

    [Fact]
    public void M03_the_second_factor_cannot_be_tried_first()
    {
        var client = Identified(WithSecondFactor);

        var prepared = SignInFlow.PrepareSecondFactor(client, client.SignIn!.Id, new("phone_code"), Facts(WithSecondFactor, 2));
        var attempted = SignInFlow.AttemptSecondFactor(client, client.SignIn!.Id, new("phone_code", new Secret("000000")), Facts(WithSecondFactor, 3));

        Assert.All([prepared, attempted], decision =>
        {
            Assert.Equal("client_state_invalid", Assert.Single(decision.Errors).Code);
            Assert.Same(client, decision.Next);
            Assert.Empty(decision.Effects);
        });
    }

    [Fact]
    public void Whoever_is_signed_in_beside_an_attempt_learns_nothing_of_a_proof()
    {
        var other = Session.Begin(SessionId.From("other"), UserId.From("somebody"), Given.Now, Given.Instance.Sessions);
        var client = Identified(Jane).Beginning(other, Facts(Jane, 2));

        foreach (var isRight in new[] { true, false })
        {
            var decision = SignInFlow.AttemptFirstFactor(client, client.SignIn!.Id, new("password", Password: Right), Facts(Jane, 3, passwordIsRight: isRight));

            Assert.Equal("session_exists", Assert.Single(decision.Errors).Code);
            Assert.Same(client, decision.Next);
        }
    }

    [Fact]
    public void A_proof_that_is_refused_at_once_leaves_no_trace_of_the_attempt()
    {
        var decision = SignInFlow.Create(null, new SignInForm { Identifier = Address, Password = Right }, Facts(Jane.Missed(5), passwordIsRight: true));

        Assert.Equal("too_many_requests", Assert.Single(decision.Errors).Code);
        Assert.Null(decision.Next);
    }
}
