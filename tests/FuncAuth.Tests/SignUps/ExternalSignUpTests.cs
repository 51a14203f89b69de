using System.Text.Json;
using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Tests.SignIns;
using FuncAuth.Tests.Strategies.OAuth;
using FuncAuth.Users;
using static FuncAuth.Tests.Strategies.OAuth.GivenExternal;

namespace FuncAuth.Tests.SignUps;

/// <summary>Sign-ups by an external provider: out, back, and what comes of it.</summary>
public class ExternalSignUpTests
{
    private static readonly Identifier JanesAddress = Identifier.Of(Fields.EmailAddress, GivenSignIn.Address);

    private static readonly User Linked = GivenSignIn.Jane.LinkedTo(Jane);

    // Out

    [Fact]
    public void While_nobody_knows_where_the_provider_is_the_step_only_looks_ahead()
    {
        var client = Given.Gathering();

        Assert.Null(SignUpFlow.Create(null, Input(GoingUp), Facts()).Next);
        Assert.Same(client, SignUpFlow.Create(client, Input(GoingUp), Facts()).Next);
        var ahead = SignUpFlow.Update(client, client.SignUp!.Id, Input(GoingUp), Facts());
        Assert.True(ahead.IsAccepted && ahead.Effects.IsEmpty);
        Assert.Same(client, ahead.Next);
    }

    [Fact]
    public void The_way_out_is_told_once_and_the_sign_up_waits_for_the_return()
    {
        // Nothing is missing and nothing unproven, and all the same the person is to go there first.
        var complete = GoingUp with { EmailAddress = "jane@example.com", Password = new Secret("correct horse") };
        var decision = SignUpFlow.Create(null, Input(complete, Trusting), Leaving(instance: Trusting) with { PasswordHash = "hash" });

        Assert.IsType<SignUpState.Gathering>(decision.Subject!.State);
        Assert.True(SignUpRequirements.Of(decision.Subject.Collected, Trusting).AreMet);
        var verification = Wire(decision.Subject).GetProperty("verifications").GetProperty("external_account");
        Assert.Equal(
            ("verification_oauth", "unverified", Strategy, Departure.Url.AbsoluteUri),
            (Text(verification, "object"), Text(verification, "status"), Text(verification, "strategy"), Text(verification, "external_verification_redirect_url")));
        Assert.Equal("missing_requirements", Text(Wire(SignUpFlow.Create(null, Input(GoingUp), Leaving()).Subject!), "status"));
    }

    [Theory]
    [InlineData("oauth_none", Page, null, "form_param_value_invalid strategy")]
    [InlineData(Strategy, null, null, "form_param_missing redirect_url")]
    [InlineData(Strategy, "//evil.example", "javascript:1", "form_param_value_invalid redirect_url, form_param_value_invalid action_complete_redirect_url")]
    public void X05_a_way_out_that_leads_back_to_nowhere_is_refused_with_the_rest_of_the_form(string strategy, string? page, string? done, string expected)
    {
        var input = Input(new SignUpForm { Strategy = strategy, RedirectUrl = page, ActionCompleteRedirectUrl = done });

        Assert.Equal(expected, Told(SignUpFlow.Create(null, input, Leaving())));
    }

    [Fact]
    public void A_path_leads_back_to_the_page_that_asks()
    {
        var input = SignUpInput.Read(GoingUp with { RedirectUrl = "/sso" }, Social, "http://localhost:3000");

        Assert.Equal("http://localhost:3000/sso", SignUpFlow.Create(null, input, Leaving()).Subject!.Collected.External!.RedirectUrl);
    }

    [Fact]
    public void To_go_on_by_a_provider_keeps_what_was_collected()
    {
        var client = Given.Gathering();

        var decision = SignUpFlow.Update(client, client.SignUp!.Id, Input(GoingUp with { FirstName = "Janet" }), Leaving(2));

        Assert.Equal(("jane@example.com", "Janet", true), (
            decision.Subject!.Collected.EmailAddress!.Value, decision.Subject.Collected.FirstName, decision.Subject.Collected.HasPassword));
        Assert.IsType<ExternalStage.Away>(decision.Subject.Collected.External!.Stage);
    }

    [Fact]
    public void A_provider_that_cannot_be_asked_changes_nothing()
    {
        var client = Given.Gathering();
        var refused = Facts() with { Departure = new ExternalDeparture.Refused(OAuthErrors.ProviderUnavailable) };

        var decision = SignUpFlow.Update(client, client.SignUp!.Id, Input(GoingUp), refused);

        Assert.Equal("oauth_provider_unavailable ", Told(decision));
        Assert.Same(client, decision.Next);
    }

    // Back

    [Fact]
    public void F01_an_answer_is_taken_once_by_one_request_and_in_time()
    {
        var client = AwaySigningUp();
        var way = client.SignUp!.Collected.External!.Verification.Id;
        var claimed = SignUpFlow.Claim(client, way, Facts(request: 2));
        var answer = Facts(request: 2) with { External = new ExternalAnswer(way, new ExternalWord.Is(Jane)) };

        Assert.True(claimed.IsAccepted);
        Assert.Same(claimed.Next, SignUpFlow.Claim(claimed.Next, way, Facts(request: 2)).Next);
        foreach (var refused in new[]
        {
            SignUpFlow.Claim(null, way, Facts(request: 2)),
            SignUpFlow.Claim(claimed.Next, way, Facts(request: 3)),
            SignUpFlow.Claim(AwaySigningUp(request: 4), way, Facts(request: 2)),
            SignUpFlow.Claim(client, way, Facts(request: 2, after: ExternalProof.AwayFor)),
            SignUpFlow.Return(client, answer),
            SignUpFlow.Return(claimed.Next, Facts(request: 2)),
            SignUpFlow.Return(claimed.Next, Facts(request: 3) with { External = answer.External }),
            SignUpFlow.Return(SignUpFlow.Return(claimed.Next, answer).Next, answer),
        })
        {
            Assert.Equal("oauth_callback_invalid ", Told(refused));
        }
    }

    [Fact]
    public void What_the_provider_has_proven_completes_a_sign_up_without_a_password()
    {
        var client = AwaySigningUp();

        var decision = Given.Finished(client.ReturnedUp(Jane));

        Assert.IsType<SignUpState.Complete>(decision.Subject!.State);
        var user = decision.Effects.OfType<Effect.CreateUser>().Single().User;
        Assert.Equal(("Jane", "Doe", null), (user.FirstName, user.LastName, user.Password));
        Assert.Equal(("from_oauth_one", true), (user.EmailAddresses.Single().Verification!.Strategy, user.EmailAddresses.Single().IsVerified));
        Assert.Equal(Jane, user.ExternalAccounts.Single().Identity);
        Assert.Equal(
            [new Effect.Claim(JanesAddress, user.Id), new Effect.Claim(Jane.Identifier, user.Id)], decision.Effects.OfType<Effect.Claim>());
        Assert.Equal(Strategy, decision.Next!.LastAuthenticationStrategy);
        Assert.NotEqual(client.TokenHash, decision.Next.TokenHash);

        var wire = Wire(decision.Subject);
        Assert.Contains("password", wire.GetProperty("required_fields").EnumerateArray().Select(field => field.GetString()));
        Assert.Equal("verified", Text(wire.GetProperty("verifications").GetProperty("external_account"), "status"));
        Assert.Equal("verification_from_oauth", Text(wire.GetProperty("verifications").GetProperty("email_address"), "object"));
    }

    [Fact]
    public void S01_what_is_still_missing_is_asked_for_with_a_new_cookie()
    {
        var needy = Social with { Attributes = Social.Attributes with { Username = new AttributeRule(true, true, false) } };
        var client = AwaySigningUp(instance: needy);

        var decision = client.ReturnedUp(Jane, instance: needy);

        Assert.IsType<SignUpState.Gathering>(decision.Subject!.State);
        Assert.Equal([Fields.Username], SignUpRequirements.Of(decision.Subject.Collected, needy).Missing);
        Assert.NotEqual(client.TokenHash, decision.Next!.TokenHash);

        var named = SignUpFlow.Update(decision.Next, decision.Subject.Id, Input(new SignUpForm { Username = "jane_doe" }, needy), Facts(request: 3, instance: needy));
        Assert.IsType<SignUpState.Completing>(named.Subject!.State);
        Assert.Equal(Jane, named.Subject.Collected.ExternalAccount);
    }

    [Fact]
    public void F08_what_a_provider_said_is_worth_nothing_once_it_is_switched_off()
    {
        var needy = Social with { Attributes = Social.Attributes with { Username = new AttributeRule(true, true, false) } };
        var off = needy with { Strategies = Given.Instance.Strategies };
        var open = AwaySigningUp(instance: needy).ReturnedUp(Jane, instance: needy).Next!;

        var named = SignUpFlow.Update(open, open.SignUp!.Id, Input(new SignUpForm { Username = "jane_doe" }, off), Facts(request: 3, instance: off)).Subject!;

        Assert.IsType<SignUpState.Gathering>(named.State);
        Assert.Equal("oauth_provider_not_enabled", named.Collected.External.WhyFailed());
        Assert.Equal((GivenSignIn.Address, false), (named.Collected.EmailAddress!.Value, named.Collected.EmailAddress.IsVerified));
        Assert.Equal([Fields.Password], SignUpRequirements.Of(named.Collected, off).Missing);

        // What is proven by a code is proven, whatever becomes of the provider.
        var byCode = open with { SignUp = open.SignUp with { Collected = open.SignUp.Collected with { EmailAddress = open.SignUp.Collected.EmailAddress! with { Verification = open.SignUp.Collected.EmailAddress.Verification! with { Strategy = "email_code" } } } } };
        Assert.True(SignUpFlow.Update(byCode, open.SignUp.Id, Input(new SignUpForm { Username = "jane_doe" }, off), Facts(request: 3, instance: off))
            .Subject!.Collected.EmailAddress!.IsVerified);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, true)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    public void F06_an_address_is_proven_where_the_provider_has_proven_it(bool isVerified, bool isTyped, bool expected)
    {
        var client = AwaySigningUp(isTyped ? GoingUp with { EmailAddress = "Jane@Example.com" } : GoingUp);

        var collected = client.ReturnedUp(Named("s", "jane@example.com", isVerified)).Subject!.Collected;

        Assert.Equal(("jane@example.com", expected), (collected.EmailAddress!.Value, collected.EmailAddress.IsVerified));
        Assert.Equal(expected, SignUpRequirements.Of(collected, Social).AreMet);
    }

    [Fact]
    public void What_the_person_gave_stays()
    {
        var form = GoingUp with { EmailAddress = "other@example.com", FirstName = "Janet" };

        var decision = AwaySigningUp(form).ReturnedUp(Jane);

        var collected = decision.Subject!.Collected;
        Assert.Equal(("other@example.com", false, "Janet", "Doe"), (
            collected.EmailAddress!.Value, collected.EmailAddress.IsVerified, collected.FirstName, collected.LastName));
        Assert.IsType<SignUpState.Gathering>(decision.Subject.State);
    }

    [Fact]
    public void What_the_instance_does_not_take_is_not_taken()
    {
        var bare = Social with
        {
            Attributes = Social.Attributes with { EmailAddress = AttributeRule.Off, FirstName = AttributeRule.Off, LastName = AttributeRule.Off },
        };

        var collected = AwaySigningUp(instance: bare).ReturnedUp(Jane, instance: bare).Subject!.Collected;

        Assert.Equal((null, null, null), (collected.EmailAddress, collected.FirstName, collected.LastName));
        Assert.True(SignUpRequirements.Of(collected, bare).AreMet);
    }

    public static TheoryData<string, User> Known => new()
    {
        { "linked", Linked },
        { "linked, with another address", Linked with { EmailAddresses = [] } },
        { "to be linked", GivenSignIn.Jane },
        { "to be handed over", GivenSignIn.Jane with { EmailAddresses = [GivenSignIn.Jane.EmailAddresses[0] with { Verification = null }], PhoneNumbers = [] } },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Whom_somebody_knows_waits_for_a_sign_in(string why, User user)
    {
        var client = AwaySigningUp();

        var decision = client.ReturnedUp(Jane, user);

        Assert.True(decision.IsAccepted && decision.Effects.IsEmpty, why);
        Assert.Equal(Jane, ExternalTransfer.ToSignIn(decision.Next, Given.Now)!.Identity);
        Assert.NotEqual(client.TokenHash, decision.Next!.TokenHash);
        Assert.Equal((null, null), (decision.Subject!.Collected.ExternalAccount, decision.Subject.Collected.EmailAddress));
        var verification = Wire(decision.Subject).GetProperty("verifications").GetProperty("external_account");
        Assert.Equal(("transferable", "external_account_exists"), (Text(verification, "status"), Text(verification.GetProperty("error"), "code")));
    }

    public static TheoryData<string, User?> Others => new()
    {
        { "the address is another account's", null },
        { "the address was never proven, and something else was", GivenSignIn.Jane with { EmailAddresses = [GivenSignIn.Jane.EmailAddresses[0] with { Verification = null }] } },
        { "another account of that provider is linked", GivenSignIn.Jane.LinkedTo(Named("another")) },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void E07_an_address_that_is_somebody_elses_is_left_out_and_nothing_said(string why, User? user)
    {
        var decision = AwaySigningUp().ReturnedUp(Jane, user, taken: user is null ? [JanesAddress] : []);

        Assert.True(decision.IsAccepted, why);
        Assert.Null(decision.Subject!.Collected.EmailAddress);
        Assert.Equal(Jane, decision.Subject.Collected.ExternalAccount);
        Assert.Equal(["email_address"], SignUpRequirements.Of(decision.Subject.Collected, Social).Missing);
        Assert.Null(decision.Subject.Collected.External.WhyFailed());
    }

    [Fact]
    public void E07_where_accounts_are_hidden_nobody_asks_whose_an_unproven_address_is()
    {
        Assert.Empty(ExternalFields.Brought(Named("s", "jane@example.com", isVerified: false), Strict));
        Assert.Equal([JanesAddress], ExternalFields.Brought(Named("s", "jane@example.com", isVerified: false), Social));
        Assert.Equal([JanesAddress], ExternalFields.Brought(Named("s", "jane@example.com"), Strict));
        Assert.Empty(ExternalFields.Brought(Named("s"), Social));
    }

    [Fact]
    public void Who_may_not_sign_up_is_told_inside_the_verification()
    {
        var lists = new Restrictions(ContactList.Empty, ContactList.TryParse("*@example.com", out _)!, false);
        var blocked = Social with { Restrictions = lists };
        var allowed = Social with { Restrictions = new Restrictions(ContactList.TryParse("*@work.example", out _)!, ContactList.Empty, false) };
        var optional = allowed with { Attributes = allowed.Attributes with { EmailAddress = new AttributeRule(true, false, true) } };

        Assert.Equal("not_allowed_access", AwaySigningUp(instance: blocked).ReturnedUp(Jane, instance: blocked).Subject!.Collected.External.WhyFailed());
        Assert.Equal("not_allowed_access", AwaySigningUp(instance: allowed).ReturnedUp(Jane, instance: allowed).Subject!.Collected.External.WhyFailed());
        Assert.Equal("not_allowed_access", AwaySigningUp(instance: optional).ReturnedUp(Named("s"), instance: optional).Subject!.Collected.External.WhyFailed());

        var unproven = AwaySigningUp(instance: blocked).ReturnedUp(Named("s", "jane@example.com", isVerified: false), instance: blocked).Subject!.Collected;
        Assert.Equal((null, null), (unproven.EmailAddress, unproven.External.WhyFailed()));
    }

    [Fact]
    public void What_goes_wrong_is_told_inside_the_verification()
    {
        Assert.Equal("oauth_access_denied", AwaySigningUp().ReturnedUp(new ExternalWord.Not(OAuthErrors.AccessDenied)).Subject!.Collected.External.WhyFailed());
        Assert.Equal("oauth_provider_not_enabled", AwaySigningUp().ReturnedUp(Jane, instance: Given.Instance).Subject!.Collected.External.WhyFailed());
        Assert.Equal("oauth_token_exchange_error", AwaySigningUp().ReturnedUp(new ExternalIdentity("oauth_two", "s")).Subject!.Collected.External.WhyFailed());

        var session = Session.Begin(SessionId.From("here"), UserId.From("x"), Given.Now, Social.Sessions);
        var signedIn = AwaySigningUp().Beginning(session, Facts(request: 6));
        Assert.Equal("session_exists", signedIn.ReturnedUp(Jane).Subject!.Collected.External.WhyFailed());
    }

    [Fact]
    public void A_sign_up_that_failed_at_one_provider_goes_on_in_another_way()
    {
        var failed = AwaySigningUp(GoingUp with { EmailAddress = "jane@example.com" }).ReturnedUp(new ExternalWord.Not(OAuthErrors.AccessDenied)).Next!;

        var again = SignUpFlow.Update(failed, failed.SignUp!.Id, Input(GoingUp), Leaving(3)).Next!;

        Assert.IsType<SignUpState.Completing>(again.ReturnedUp(Jane, request: 4).Subject!.State);
    }

    [Fact]
    public void A_form_in_the_middle_of_a_completion_leads_nowhere()
    {
        var completing = AwaySigningUp().ReturnedUp(Jane).Next!;

        Assert.IsType<SignUpState.Completing>(completing.SignUp!.State);
        Assert.Equal("resource_forbidden ", Told(SignUpFlow.Update(completing, completing.SignUp.Id, Input(GoingUp), Leaving(3))));
    }

    [Fact]
    public void Of_two_sign_ups_with_one_account_the_one_that_loses_goes_on_as_a_sign_in()
    {
        var client = AwaySigningUp().ReturnedUp(Jane).Next!;

        var lost = SignUpFlow.Complete(client, Facts(request: 5) with { Taken = [Jane.Identifier] });

        Assert.Equal("identification_claimed ", Told(lost));
        Assert.Null(lost.Next!.SignUp!.Collected.ExternalAccount);
        Assert.Equal(["password"], SignUpRequirements.Of(lost.Next.SignUp.Collected, Social).Missing);
        Assert.Equal(Jane, ExternalTransfer.ToSignIn(lost.Next, Given.Now)!.Identity);
        Assert.NotEqual(client.TokenHash, lost.Next.TokenHash);
    }

    [Fact]
    public void One_that_loses_its_address_keeps_the_account_at_the_provider()
    {
        var client = AwaySigningUp().ReturnedUp(Jane).Next!;

        var lost = SignUpFlow.Complete(client, Facts(request: 5) with { Taken = [JanesAddress] });

        Assert.Equal((Jane, null), (lost.Next!.SignUp!.Collected.ExternalAccount, lost.Next.SignUp.Collected.EmailAddress));
    }

    // What a sign-in leaves to a sign-up

    [Fact]
    public void A_sign_in_that_met_nobody_goes_on_as_a_sign_up()
    {
        var met = AwaySigningIn().Returned(Jane, null).Next!;

        var decision = SignUpFlow.Create(met, Input(new SignUpForm { Transfer = "true", UnsafeMetadata = """{"a":1}""" }), Facts(request: 3));
        var complete = Given.Finished(decision);

        Assert.IsType<SignUpState.Completing>(decision.Subject!.State);
        Assert.Null(decision.Next!.SignIn);
        Assert.Contains(met.SignIn!.Id, decision.Next.ReplacedSignIns);
        var user = complete.Effects.OfType<Effect.CreateUser>().Single().User;
        Assert.Equal((Jane, """{"a":1}""", true), (user.ExternalAccounts.Single().Identity, user.UnsafeMetadata, user.EmailAddresses.Single().IsVerified));
    }

    [Fact]
    public void S01_a_transfer_that_leaves_something_missing_gives_a_new_cookie()
    {
        var met = AwaySigningIn().Returned(Named("s"), null).Next!;

        var decision = SignUpFlow.Create(met, Input(new SignUpForm { Transfer = "true" }), Facts(request: 3));

        Assert.IsType<SignUpState.Gathering>(decision.Subject!.State);
        Assert.NotEqual(met.TokenHash, decision.Next!.TokenHash);
        Assert.Equal("verified", Text(Wire(decision.Subject).GetProperty("verifications").GetProperty("external_account"), "status"));
    }

    [Fact]
    public void A_transfer_needs_something_to_transfer_and_nobody_who_has_it_by_now()
    {
        var input = Input(new SignUpForm { Transfer = "true" });
        var met = AwaySigningIn().Returned(Jane, null).Next!;

        Assert.Equal("account_transfer_invalid ", Told(SignUpFlow.Create(null, input, Facts())));
        Assert.Equal("account_transfer_invalid ", Told(SignUpFlow.Create(AwaySigningIn(), input, Facts(request: 3))));
        Assert.Equal("account_transfer_invalid ", Told(SignUpFlow.Create(AwaySigningIn().Returned(Jane, Linked).Next, input, Facts(request: 3, instance: Social with { SingleSession = false }))));
        Assert.Equal("account_transfer_invalid ", Told(SignUpFlow.Create(AwaySigningUp().ReturnedUp(Jane, Linked).Next, input, Facts(request: 3))));
        Assert.True(SignUpFlow.Create(met, input, Facts(request: 3, after: ExternalProof.TransferableFor - TimeSpan.FromTicks(1))).IsAccepted);
        Assert.Equal("account_transfer_invalid ", Told(SignUpFlow.Create(met, input, Facts(request: 3, after: ExternalProof.TransferableFor))));
        Assert.Equal("external_account_exists ", Told(SignUpFlow.Create(met, input, Facts(Linked, 3))));
        Assert.Equal("external_account_exists ", Told(SignUpFlow.Create(met, input, Facts(GivenSignIn.Jane, 3))));
        Assert.Equal("oauth_provider_not_enabled ", Told(SignUpFlow.Create(met, input, Facts(null, 3, instance: Given.Instance))));
        Assert.Equal("sign_up_mode_restricted ", Told(SignUpFlow.Create(met, input, Facts(null, 3, instance: Social with { SignUpMode = SignUpMode.Restricted }))));

        var blocked = Social with { Restrictions = new Restrictions(ContactList.Empty, ContactList.TryParse("*@example.com", out _)!, false) };
        var refused = SignUpFlow.Create(met, Input(new SignUpForm { Transfer = "true" }, blocked), Facts(null, 3, instance: blocked));
        Assert.Equal("not_allowed_access ", Told(refused));
        Assert.Same(met, refused.Next);
    }

    private static SignUpInput Input(SignUpForm form, Instance? instance = null) => SignUpInput.Read(form, instance ?? Social);

    private static JsonElement Wire(SignUp signUp) => JsonSerializer.SerializeToElement(
        new Envelope<SignUpResource>(SignUpResource.From(signUp, Social, Given.Now), null), WireJson.Default.EnvelopeSignUpResource).GetProperty("response");

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private static string Told(Decision<SignUp> decision) => string.Join(", ", decision.Errors.Select(error => $"{error.Code} {error.ParamName}"));
}
