using System.Text.Json;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Strategies.Password;
using FuncAuth.Tests.Strategies.OAuth;
using FuncAuth.Users;
using static FuncAuth.Tests.Strategies.OAuth.GivenExternal;

namespace FuncAuth.Tests.SignIns;

/// <summary>Sign-ins by an external provider: out, back, and what comes of it.</summary>
public class ExternalSignInTests
{
    private static readonly User Unlinked = GivenSignIn.Jane;
    private static readonly User Linked = Unlinked.LinkedTo(Jane);
    private static readonly User Guarded = GivenSignIn.WithSecondFactor;

    // Out

    [Fact]
    public void While_nobody_knows_where_the_provider_is_the_step_only_looks_ahead()
    {
        var client = Client.Begin(Facts(request: 7));

        Assert.Null(SignInFlow.Create(null, GoingIn, Facts()).Next);
        var ahead = SignInFlow.Create(client, GoingIn, Facts());
        Assert.True(ahead.IsAccepted && ahead.Effects.IsEmpty);
        Assert.Same(client, ahead.Next);
    }

    [Fact]
    public void The_way_out_is_told_once_and_the_sign_in_stays_where_it_is()
    {
        var decision = SignInFlow.Create(null, GoingIn with { Identifier = " jane@example.com " }, Leaving());

        Assert.Equal((null, null), (decision.Subject!.Identifier, decision.Subject.User));
        Assert.IsType<SignInState.NeedsIdentifier>(decision.Subject.State);
        Assert.Equal((Page, Done), (decision.Subject.External!.RedirectUrl, decision.Subject.External.CompleteUrl));
        Assert.Equal("jane@example.com", (GoingIn with { Identifier = " jane@example.com " }).WishToPassOn.LoginHint);
        Assert.Equal("said", (GoingIn with { Identifier = "x", Wish = new ExternalWish(LoginHint: "said") }).WishToPassOn.LoginHint);

        var wire = Wire(decision.Subject, null);
        Assert.Equal("needs_identifier", wire.GetProperty("status").GetString());
        var verification = wire.GetProperty("first_factor_verification");
        Assert.Equal(
            ("verification_oauth", "unverified", Strategy, Departure.Url.AbsoluteUri),
            (Text(verification, "object"), Text(verification, "status"), Text(verification, "strategy"), Text(verification, "external_verification_redirect_url")));
        Assert.Equal(JsonValueKind.Null, wire.GetProperty("supported_first_factors").ValueKind);

        // Later it is a page that leads nowhere else, for the client library has to see that there was a way out.
        var later = Wire(decision.Subject with { External = decision.Subject.External with { Departure = null } }, null).GetProperty("first_factor_verification");
        Assert.Equal(("unverified", Page), (Text(later, "status"), Text(later, "external_verification_redirect_url")));
    }

    [Fact]
    public void Where_nobody_says_where_to_in_the_end_it_is_the_same_page() =>
        Assert.Equal(Page, SignInFlow.Create(null, GoingIn with { ActionCompleteRedirectUrl = null }, Leaving()).Subject!.External!.CompleteUrl);

    [Fact]
    public void S01_a_way_out_begins_with_a_new_cookie()
    {
        var planted = Client.Begin(Facts(request: 7));

        Assert.NotEqual(planted.TokenHash, SignInFlow.Create(planted, GoingIn, Leaving()).Next!.TokenHash);
    }

    [Theory]
    [InlineData("oauth_none", Page, null, null, "form_param_value_invalid strategy")]
    [InlineData("oauth_", Page, null, null, "form_param_value_invalid strategy")]
    [InlineData(Strategy, null, null, null, "form_param_missing redirect_url")]
    [InlineData(Strategy, "", null, null, "form_param_nil redirect_url")]
    [InlineData(Strategy, "//evil.example", null, null, "form_param_value_invalid redirect_url")]
    [InlineData(Strategy, Page, "https://evil.example", null, "form_param_value_invalid action_complete_redirect_url")]
    [InlineData(Strategy, Page, null, "a\u0007b", "form_param_value_invalid oidc_prompt")]
    [InlineData(Strategy, "javascript:1", "data:1", null, "form_param_value_invalid redirect_url, form_param_value_invalid action_complete_redirect_url")]
    public void X05_a_way_out_that_leads_back_to_nowhere_is_refused(string strategy, string? page, string? done, string? prompt, string expected)
    {
        var form = new SignInForm { Strategy = strategy, RedirectUrl = page, ActionCompleteRedirectUrl = done, Wish = new ExternalWish(Prompt: prompt) };
        foreach (var facts in new[] { Facts(), Leaving() })
        {
            var decision = SignInFlow.Create(null, form, facts);

            Assert.Equal(expected, string.Join(", ", decision.Errors.Select(error => $"{error.Code} {error.ParamName}")));
            Assert.Null(decision.Next);
        }
    }

    [Fact]
    public void A_provider_that_cannot_be_asked_is_told_at_once()
    {
        var refused = Facts() with { Departure = new ExternalDeparture.Refused(OAuthErrors.ProviderUnavailable) };

        var decision = SignInFlow.Create(null, GoingIn, refused);

        Assert.Equal("oauth_provider_unavailable", Assert.Single(decision.Errors).Code);
        Assert.Null(decision.Next);
    }

    [Fact]
    public void What_a_provider_proves_is_neither_prepared_nor_attempted()
    {
        var client = GivenSignIn.Identified(Linked);

        var prepared = SignInFlow.PrepareFirstFactor(client, client.SignIn!.Id, new FactorRequest(Strategy), Facts(Linked, 2));
        var attempted = SignInFlow.AttemptFirstFactor(
            client, client.SignIn!.Id, new FactorAttempt(Strategy, new Secret("424242"), new Secret("right")),
            Facts(Linked, 2) with { Account = new Account(Linked) { PasswordIsRight = true } });

        Assert.Equal("form_param_value_invalid strategy", Told(prepared));
        Assert.Equal("form_param_value_invalid strategy", Told(attempted));
    }

    [Fact]
    public void Providers_are_offered_to_whom_they_are_linked_and_to_nobody_where_accounts_are_hidden()
    {
        var signIn = GivenSignIn.Identified(Linked).SignIn!;

        Assert.Contains(SignInFactors.First(signIn, Linked, Social), factor => factor.Strategy == Strategy);
        Assert.DoesNotContain(SignInFactors.First(signIn, Unlinked, Social), factor => factor.Strategy == Strategy);
        Assert.DoesNotContain(SignInFactors.First(signIn, Linked, Strict), factor => factor.Strategy == Strategy);
    }

    // Back: whose answer is taken

    [Fact]
    public void F01_one_request_is_elected_and_no_other_one()
    {
        var client = AwaySigningIn();
        var way = client.SignIn!.External!.Verification.Id;

        var first = SignInFlow.Claim(client, way, Facts(request: 2));
        var again = SignInFlow.Claim(first.Next, way, Facts(request: 2));
        var second = SignInFlow.Claim(first.Next, way, Facts(request: 3));

        Assert.IsType<ExternalStage.Returning>(first.Subject!.External!.Stage);
        Assert.True(again.IsAccepted);
        Assert.Same(first.Next, again.Next);
        Assert.Equal("oauth_callback_invalid", Assert.Single(second.Errors).Code);
        Assert.Same(first.Next, second.Next);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public void F01_an_answer_is_awaited_for_ten_minutes(int ticks, bool isTaken)
    {
        var client = AwaySigningIn();

        var decision = SignInFlow.Claim(client, client.SignIn!.External!.Verification.Id, Facts(request: 2, after: ExternalProof.AwayFor + TimeSpan.FromTicks(ticks)));

        Assert.Equal(isTaken, decision.IsAccepted);
    }

    [Fact]
    public void F01_an_answer_that_belongs_to_nothing_changes_nothing()
    {
        var (client, other) = (AwaySigningIn(), AwaySigningIn(request: 5));
        var later = AwaySigningIn(client, 6);
        var way = client.SignIn!.External!.Verification.Id;
        var claimed = SignInFlow.Claim(client, way, Facts(request: 2)).Next!;
        var answer = Facts(Linked, 2) with { External = new ExternalAnswer(way, new ExternalWord.Is(Jane)) };
        var done = SignInFlow.Return(claimed, answer).Next!;

        foreach (var (decision, before) in new[]
        {
            (SignInFlow.Claim(null, way, Facts(request: 2)), null),
            (SignInFlow.Claim(other, way, Facts(request: 2)), other),
            (SignInFlow.Claim(done, way, Facts(request: 3)), done),
            (SignInFlow.Claim(later, way, Facts(request: 2)), later),
            (SignInFlow.Return(null, answer), null),
            (SignInFlow.Return(client, answer), client),
            (SignInFlow.Return(claimed, Facts(Linked, 2)), claimed),
            (SignInFlow.Return(claimed, Facts(Linked, 3) with { External = answer.External }), claimed),
            (SignInFlow.Return(claimed, answer with { External = answer.External! with { For = VerificationId.From("another") } }), claimed),
            (SignInFlow.Return(done, answer), done),
        })
        {
            Assert.Equal("oauth_callback_invalid", Assert.Single(decision.Errors).Code);
            Assert.Same(before, decision.Next);
            Assert.Empty(decision.Effects);
        }
    }

    // Back: who is told of

    [Fact]
    public void F05_who_is_linked_is_signed_in_whatever_the_address_says_now()
    {
        var decision = AwaySigningIn().Returned(Named(Jane.Subject, "moved@example.com"), Linked);

        var complete = Assert.IsType<SignInState.Complete>(decision.Subject!.State);
        var save = Assert.IsType<Effect.SaveUser>(Assert.Single(decision.Effects));
        Assert.Equal((complete.Session, Unlinked.Id, null), (save.Enters!.Id, decision.Subject.User!.Value, decision.Subject.Identifier));
        Assert.Equal("moved@example.com", save.Next.ExternalAccounts.Single().Identity!.EmailAddress);
        Assert.Equal(Unlinked.EmailAddresses, save.Next.EmailAddresses);
        Assert.Equal(Strategy, decision.Next!.LastAuthenticationStrategy);
        Assert.Equal("verified", Text(Wire(decision.Subject, Linked).GetProperty("first_factor_verification"), "status"));
    }

    [Fact]
    public void F06_an_address_that_both_have_proven_links_the_account_and_the_owner_is_told()
    {
        var decision = AwaySigningIn().Returned(Jane, Unlinked);

        Assert.IsType<SignInState.Complete>(decision.Subject!.State);
        Assert.Equal(new Effect.Claim(Jane.Identifier, Unlinked.Id), decision.Effects[0]);
        Assert.Equal(Jane, Assert.IsType<Effect.SaveUser>(decision.Effects[1]).Next.ExternalAccounts.Single().Identity);
        Assert.Equal([NoticeKind.ExternalAccountConnected], Notices(decision));
        Assert.True(decision.Saved().UpdatedAt >= Given.Now);
        Assert.Equal((Unlinked.Password, Unlinked.SessionsCut), (decision.Saved().Password, decision.Saved().SessionsCut));
    }

    [Fact]
    public void What_is_linked_is_decided_again_to_the_same()
    {
        var client = AwaySigningIn();
        var once = client.Returned(Jane, Unlinked);

        var twice = client.Returned(Jane, once.Saved());

        Assert.Equal(once.Subject!.State, twice.Subject!.State);
        Assert.Equal(once.Saved().ExternalAccounts, twice.Saved().ExternalAccounts);
        Assert.Empty(Notices(twice));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void E07_an_address_that_the_provider_has_not_proven_is_nobodys(bool exists)
    {
        var decision = AwaySigningIn().Returned(Named("s", GivenSignIn.Address, isVerified: false), exists ? Unlinked : null);

        Assert.Equal(Wire(AwaySigningIn().Returned(Named("s", GivenSignIn.Address, isVerified: false), null).Subject!, null).ToString(), Wire(decision.Subject!, null).ToString());
        Assert.Null(decision.Subject!.User);
        Assert.Empty(decision.Effects);
    }

    [Fact]
    public void Whom_nobody_knows_waits_for_a_sign_up()
    {
        var client = AwaySigningIn();

        var decision = client.Returned(Named("new"), null);

        Assert.IsType<SignInState.NeedsIdentifier>(decision.Subject!.State);
        Assert.Equal(Named("new"), ExternalTransfer.ToSignUp(decision.Next, Given.Now)!.Identity);
        Assert.NotEqual(client.TokenHash, decision.Next!.TokenHash);
        var verification = Wire(decision.Subject, null).GetProperty("first_factor_verification");
        Assert.Equal(("transferable", "external_account_not_found"), (Text(verification, "status"), Text(verification.GetProperty("error"), "code")));
        Assert.Empty(decision.Next.Sessions);
    }

    [Fact]
    public void Somebody_elses_account_is_not_linked_and_says_so()
    {
        var another = Unlinked.LinkedTo(Named("another"));
        var many = Enumerable.Range(1, 10).Aggregate(Unlinked, (before, i) => before.LinkedTo(new ExternalIdentity($"oauth_{i}", "s")));
        var claimed = Facts(Unlinked, 2) with { Taken = [Jane.Identifier] };
        var client = AwaySigningIn();
        var way = client.SignIn!.External!.Verification.Id;

        Assert.Equal("oauth_account_already_connected", client.Returned(Jane, another).Subject!.External.WhyFailed());
        Assert.Equal("too_many_external_accounts", client.Returned(Jane, many).Subject!.External.WhyFailed());
        Assert.Equal("oauth_identification_claimed", SignInFlow.Return(
            SignInFlow.Claim(client, way, claimed).Next, claimed with { External = new ExternalAnswer(way, new ExternalWord.Is(Jane)) }).Subject!.External.WhyFailed());
    }

    [Theory]
    [InlineData("oauth_access_denied")]
    [InlineData("oauth_token_exchange_error")]
    [InlineData("oauth_fetch_user_error")]
    [InlineData("oauth_provider_unavailable")]
    public void F11_what_goes_wrong_at_the_provider_is_told_inside_the_verification(string code)
    {
        var decision = AwaySigningIn().Returned(new ExternalWord.Not(OAuthErrors.ByCode[code]), null);

        Assert.True(decision.IsAccepted && decision.Effects.IsEmpty);
        var verification = Wire(decision.Subject!, null).GetProperty("first_factor_verification");
        Assert.Equal(("failed", code), (Text(verification, "status"), Text(verification.GetProperty("error"), "code")));
        Assert.Null(ExternalTransfer.ToSignUp(decision.Next, Given.Now));
        Assert.Empty(decision.Next!.Sessions);
    }

    [Fact]
    public void F04_the_word_of_another_provider_is_none()
    {
        var other = new ExternalIdentity("oauth_two", Jane.Subject) { EmailAddress = Jane.EmailAddress, EmailAddressIsVerified = true };

        Assert.Equal("oauth_token_exchange_error", AwaySigningIn().Returned(other, Linked).Subject!.External.WhyFailed());
    }

    [Fact]
    public void F08_a_provider_that_was_switched_off_meanwhile_opens_nothing()
    {
        var off = Given.Instance;

        Assert.Equal("oauth_provider_not_enabled", AwaySigningIn().Returned(Jane, Linked, instance: off).Subject!.External.WhyFailed());

        var half = AwaySigningIn().Returned(Jane, Guarded.LinkedTo(Jane)).Next!;
        var prepared = SignInFlow.PrepareSecondFactor(half, half.SignIn!.Id, new("phone_code"), Facts(Guarded.LinkedTo(Jane), 3, instance: off));
        Assert.Equal("resource_forbidden", Assert.Single(prepared.Errors).Code);
    }

    [Fact]
    public void F08_a_user_that_was_deleted_meanwhile_is_nobody()
    {
        var decision = AwaySigningIn().Returned(Jane, null);
        Assert.Equal("external_account_not_found", Text(
            Wire(decision.Subject!, null).GetProperty("first_factor_verification").GetProperty("error"), "code"));

        var half = AwaySigningIn().Returned(Jane, Guarded.LinkedTo(Jane)).Next!;
        foreach (var instance in new[] { Social, Strict })
        {
            var prepared = SignInFlow.PrepareSecondFactor(half, half.SignIn!.Id, new("phone_code"), Facts(null, 3, instance: instance));
            Assert.Equal("resource_forbidden", Assert.Single(prepared.Errors).Code);
        }
    }

    [Fact]
    public void Who_is_signed_in_is_not_signed_in_again()
    {
        var several = Social with { SingleSession = false };
        var session = Session.Begin(SessionId.From("here"), Unlinked.Id, Given.Now, Social.Sessions);
        var single = AwaySigningIn().Beginning(session, Facts(request: 6));

        Assert.Equal("session_exists", single.Returned(Jane, Linked).Subject!.External.WhyFailed());
        Assert.Equal("session_exists", single.Returned(Jane, Linked, instance: several).Subject!.External.WhyFailed());
        Assert.Equal("session_exists", single.Returned(Jane, Unlinked, instance: several).Subject!.External.WhyFailed());

        var other = AwaySigningIn().Beginning(Session.Begin(SessionId.From("other"), UserId.From("other"), Given.Now, Social.Sessions), Facts(request: 6));
        Assert.IsType<SignInState.Complete>(other.Returned(Jane, Linked, instance: several).Subject!.State);
    }

    // The second factor

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void M01_no_provider_alone_signs_in_who_has_a_second_factor(bool isLinked)
    {
        var user = isLinked ? Guarded.LinkedTo(Jane) : Guarded;
        var client = AwaySigningIn();

        var half = client.Returned(Jane, user);

        Assert.IsType<SignInState.NeedsSecondFactor>(half.Subject!.State);
        Assert.Empty(half.Next!.Sessions);
        Assert.NotEqual(client.TokenHash, half.Next.TokenHash);
        Assert.Equal(new Effect.SaveUser(user), Assert.Single(half.Effects));

        var wire = Wire(half.Subject, user);
        Assert.Equal("needs_second_factor", Text(wire, "status"));
        Assert.Equal("verified", Text(wire.GetProperty("first_factor_verification"), "status"));
        Assert.Equal("phone_code", Text(wire.GetProperty("supported_second_factors")[0], "strategy"));

        var sent = SignInFlow.PrepareSecondFactor(half.Next, half.Subject.Id, new("phone_code"), Facts(user, 3)).Next!;
        var wrong = SignInFlow.AttemptSecondFactor(sent, half.Subject.Id, new("phone_code", GivenSignIn.WrongCodeOf(sent, user)), Facts(user, 4));
        var right = SignInFlow.AttemptSecondFactor(sent, half.Subject.Id, new("phone_code", GivenSignIn.CodeOf(sent, user)), Facts(user, 4));

        Assert.Equal("form_code_incorrect code", Told(wrong));
        Assert.Single(wrong.Saved().Misses.Recent);
        Assert.Empty(wrong.Saved().ExternalAccounts.Except(user.ExternalAccounts));
        Assert.IsType<SignInState.Complete>(right.Subject!.State);
        Assert.Equal(Jane.Identifier, right.Saved().ExternalAccounts.Single().Identity!.Identifier);
        Assert.Equal(isLinked ? [] : [NoticeKind.ExternalAccountConnected], Notices(right));
        Assert.Equal(isLinked, !right.Effects.OfType<Effect.Claim>().Any());
        Assert.Equal(Strategy, right.Next!.LastAuthenticationStrategy);
    }

    public static TheoryData<string, bool, Func<User, User>> Changes => new()
    {
        { "unlinked", true, user => user with { ExternalAccounts = [], EmailAddresses = [] } },
        { "another password", true, user => user with { Password = new PasswordCredential("hash 9", Given.Now.AddSeconds(30)) } },
        { "other sessions ended", true, user => user.CuttingSessions(Given.Now.AddSeconds(30), null) },
        { "the address removed before it was linked", false, user => user with { EmailAddresses = [], PrimaryEmailAddress = null } },
        { "another account linked meanwhile", false, user => user.LinkedTo(Named("another")) },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void M01_what_a_provider_proved_ends_with_what_it_was_proven_by(string change, bool isLinked, Func<User, User> apply)
    {
        var user = isLinked ? Guarded.LinkedTo(Jane) : Guarded;
        var half = AwaySigningIn().Returned(Jane, user).Next!;
        var sent = SignInFlow.PrepareSecondFactor(half, half.SignIn!.Id, new("phone_code"), Facts(user, 3, TimeSpan.FromMinutes(1))).Next!;

        var decision = SignInFlow.AttemptSecondFactor(
            sent, sent.SignIn!.Id, new("phone_code", GivenSignIn.CodeOf(sent, user)), Facts(apply(user), 4, TimeSpan.FromMinutes(1)));

        Assert.True(decision.Errors is [{ Code: "resource_forbidden" }] && decision.Effects.IsEmpty, change);
    }

    [Fact]
    public void C05_a_lock_leaves_the_way_by_a_provider_open_and_the_second_factor_closed()
    {
        Assert.IsType<SignInState.Complete>(AwaySigningIn().Returned(Jane, Linked.Missed(10)).Subject!.State);

        var locked = Guarded.LinkedTo(Jane).Missed(10);
        var half = AwaySigningIn().Returned(Jane, locked).Next!;
        Assert.Equal("user_locked", Assert.Single(SignInFlow.PrepareSecondFactor(half, half.SignIn!.Id, new("phone_code"), Facts(locked, 3)).Errors).Code);
    }

    // What a sign-up leaves to a sign-in

    [Fact]
    public void A_sign_up_that_met_somebody_goes_on_as_a_sign_in()
    {
        foreach (var user in new[] { Linked, Unlinked })
        {
            var up = AwaySigningUp().ReturnedUp(Jane, user).Next!;
            Assert.Equal(Jane, ExternalTransfer.ToSignIn(up, Given.Now)!.Identity);

            var decision = SignInFlow.Create(up, new SignInForm { Transfer = true }, Facts(user, 3));

            Assert.IsType<SignInState.Complete>(decision.Subject!.State);
            Assert.Null(decision.Next!.SignUp);
            Assert.Contains(up.SignUp!.Id, decision.Next.ReplacedSignUps);
            Assert.Equal(Jane, decision.Saved().ExternalAccounts.Single().Identity);
            Assert.NotEqual(up.TokenHash, decision.Next.TokenHash);
        }
    }

    [Fact]
    public void M01_a_transfer_leads_no_further_than_a_return()
    {
        var up = AwaySigningUp().ReturnedUp(Jane, Guarded).Next!;

        var half = SignInFlow.Create(up, new SignInForm { Transfer = true }, Facts(Guarded, 3));

        Assert.IsType<SignInState.NeedsSecondFactor>(half.Subject!.State);
        Assert.Empty(half.Next!.Sessions);
        Assert.Empty(half.Effects.OfType<Effect.Claim>());
        Assert.NotEqual(up.TokenHash, half.Next.TokenHash);
    }

    [Fact]
    public void A_transfer_needs_something_to_transfer()
    {
        var form = new SignInForm { Transfer = true };
        var up = AwaySigningUp().ReturnedUp(Jane, Linked).Next!;

        Assert.Equal("account_transfer_invalid ", Told(SignInFlow.Create(null, form, Facts(Linked))));
        Assert.Equal("account_transfer_invalid ", Told(SignInFlow.Create(AwaySigningUp(), form, Facts(Linked, 3))));
        Assert.Equal("account_transfer_invalid ", Told(SignInFlow.Create(AwaySigningUp().ReturnedUp(Named("new")).Next, form, Facts(Linked, 3))));
        Assert.Equal("account_transfer_invalid ", Told(SignInFlow.Create(AwaySigningIn().Returned(Named("new"), null).Next, form, Facts(Linked, 3))));
        Assert.True(SignInFlow.Create(up, form, Facts(Linked, 3, ExternalProof.TransferableFor - TimeSpan.FromTicks(1))).IsAccepted);
        Assert.Equal("account_transfer_invalid ", Told(SignInFlow.Create(up, form, Facts(Linked, 3, ExternalProof.TransferableFor))));
        Assert.Equal("external_account_not_found ", Told(SignInFlow.Create(up, form, Facts(null, 3))));
        Assert.Equal("external_account_not_found ", Told(SignInFlow.Create(up, form, Facts(GivenSignIn.Jane with { EmailAddresses = [] }, 3))));
        Assert.Equal("oauth_provider_not_enabled ", Told(SignInFlow.Create(up, form, Facts(Linked, 3, instance: Given.Instance))));
        Assert.Equal("oauth_account_already_connected ", Told(SignInFlow.Create(up, form, Facts(Unlinked.LinkedTo(Named("another")), 3))));
        Assert.Equal("resource_forbidden ", Told(SignInFlow.Create(
            up, form, Facts(Linked.CuttingSessions(Given.Now.AddMinutes(1), null), 3, TimeSpan.FromMinutes(2)))));
    }

    [Fact]
    public void A_transfer_beside_the_same_user_is_refused_with_the_session()
    {
        var several = Social with { SingleSession = false };
        var up = AwaySigningUp().ReturnedUp(Jane, Linked).Next!;
        var here = up.Beginning(Session.Begin(SessionId.From("here"), Unlinked.Id, Given.Now, Social.Sessions), Facts(request: 6));

        Assert.Equal("identifier_already_signed_in ", Told(SignInFlow.Create(here, new SignInForm { Transfer = true }, Facts(Linked, 3, instance: several))));
        Assert.Equal("session_exists ", Told(SignInFlow.Create(here, new SignInForm { Transfer = true }, Facts(Linked, 3))));
    }

    [Fact]
    public void A_client_forgets_what_a_provider_said_of_somebody_who_is_deleted()
    {
        Assert.Null(AwaySigningIn().Returned(Jane, Guarded.LinkedTo(Jane)).Next!.ForgettingAttemptsOf(Guarded).SignIn);
        Assert.Null(AwaySigningIn().Returned(Jane, null).Next!.ForgettingAttemptsOf(Linked).SignIn);
        Assert.Null(AwaySigningUp().ReturnedUp(Jane, Linked).Next!.ForgettingAttemptsOf(Linked).SignUp);

        var other = AwaySigningIn().Returned(Named("other"), null).Next!;
        Assert.Same(other, other.ForgettingAttemptsOf(Linked));
    }

    private static JsonElement Wire(SignIn signIn, User? user)
    {
        var resource = SignInResource.From(signIn, user, Social, Given.Now);
        return JsonSerializer.SerializeToElement(new Envelope<SignInResource>(resource, null), WireJson.Default.EnvelopeSignInResource).GetProperty("response");
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private static string Told(Decision<SignIn> decision) => string.Join(", ", decision.Errors.Select(error => $"{error.Code} {error.ParamName}"));

    private static IEnumerable<NoticeKind> Notices(Decision<SignIn> decision) =>
        decision.Effects.OfType<Effect.Send>().Select(send => ((MessageSubject.Notice)send.Order.Subject).Kind);
}
