using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Users;

namespace FuncAuth.Tests.SignUps;

public class SignUpFlowTests
{
    private static readonly VerificationForm EmailCode = new("email_code");

    private static Decision<SignUp> Attempt(Client client, Secret code, int request = 3, TimeSpan after = default) =>
        Given.Finished(SignUpFlow.Attempt(client, client.SignUp!.Id, EmailCode with { Code = code }, Given.Facts(request, after)), request);

    [Fact]
    public void Where_every_identifier_is_optional_one_is_needed_all_the_same()
    {
        var optional = new AttributeRule(Enabled: true, Required: false, VerifyAtSignUp: false);
        var instance = Given.Instance with { Attributes = Given.Instance.Attributes with { EmailAddress = optional, Password = optional } };

        var empty = SignUpFlow.Create(null, Given.Input(new SignUpForm { FirstName = "Jane" }, instance), Given.Facts(instance: instance));
        var named = SignUpFlow.Update(
            empty.Next, empty.Subject!.Id, Given.Input(new SignUpForm { Username = "jane" }, instance), Given.Facts(2, instance: instance));

        Assert.IsType<SignUpState.Gathering>(empty.Subject.State);
        Assert.IsType<SignUpState.Completing>(named.Subject!.State);
    }

    [Fact]
    public void A_first_address_begins_a_sign_up_and_says_what_is_missing()
    {
        var decision = SignUpFlow.Create(null, Given.Input(new SignUpForm { EmailAddress = " Jane@Example.COM " }), Given.Facts());

        var shown = SignUpResource.From(decision.Subject!, Given.Instance, Given.Now);
        Assert.Equal("missing_requirements", shown.Status);
        Assert.Equal("jane@example.com", shown.EmailAddress);
        Assert.Equal(["email_address", "password"], shown.RequiredFields);
        Assert.Equal(["phone_number", "username", "first_name", "last_name"], shown.OptionalFields);
        Assert.Equal(["password"], shown.MissingFields);
        Assert.Equal(["email_address"], shown.UnverifiedFields);
        Assert.Equal(("unverified", "needs_prepare", null), (shown.Verifications.EmailAddress!.Status, shown.Verifications.EmailAddress.NextAction, shown.Verifications.EmailAddress.Attempts));
        Assert.Null(shown.Verifications.EmailAddress.Strategy);
        Assert.Null(shown.Verifications.PhoneNumber);
    }

    [Fact]
    public void All_faults_of_a_form_are_told_at_once_and_nothing_is_begun()
    {
        var form = new SignUpForm { EmailAddress = "not an address", Password = new Secret("short"), Username = "a", FirstName = "Jane" };

        var decision = SignUpFlow.Create(null, Given.Input(form), Given.Facts());

        Assert.Null(decision.Next);
        Assert.Equal(
            [("form_param_format_invalid", "email_address"), ("form_username_invalid_length", "username"), ("form_password_length_too_short", "password")],
            decision.Errors.Select(error => (error.Code, error.ParamName!)));
    }

    [Fact]
    public void A_taken_address_is_told_before_anything_is_begun()
    {
        var facts = Given.Facts() with { Taken = [new Identifier(Fields.EmailAddress, "jane@example.com")] };

        var decision = SignUpFlow.Create(null, Given.Input(new SignUpForm { EmailAddress = "jane@example.com" }), facts);

        Assert.Equal(("form_identifier_exists", "email_address"), (decision.Errors.Single().Code, decision.Errors.Single().ParamName));
        Assert.Null(decision.Next);
    }

    [Fact]
    public void Preparing_asks_for_a_message_that_carries_ids_only()
    {
        var client = Given.Gathering();

        var decision = SignUpFlow.Prepare(client, client.SignUp!.Id, EmailCode, Given.Facts(2));

        var order = Assert.IsType<Effect.Send>(Assert.Single(decision.Effects)).Order;
        Assert.Equal(new MessageSubject.SignUpCode(client.Id, client.SignUp.Id, "email_address"), order.Subject);
        Assert.Equal(decision.Subject!.Collected.EmailAddress!.Verification!.Id, order.Verification);
        Assert.DoesNotContain("jane", order.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_test_address_is_sent_nothing_and_takes_the_fixed_code()
    {
        var client = Given.Gathering("jane+clerk_test@example.com");
        var prepared = SignUpFlow.Prepare(client, client.SignUp!.Id, EmailCode, Given.Facts(2));

        var decision = Attempt(prepared.Next!, new Secret("424242"));

        Assert.Empty(prepared.Effects);
        Assert.IsType<SignUpState.Complete>(decision.Subject!.State);
    }

    [Theory]
    [InlineData("jane@example.com", true)]
    [InlineData("jane+clerk_test@example.com", false)]
    [InlineData("clerk_test@example.com", true)]
    [InlineData("jane@clerk_test.example.com", true)]
    public void C15_the_test_code_is_a_code_like_any_other_outside_test_mode_and_for_other_addresses(string address, bool testMode)
    {
        var instance = Given.Instance with { TestMode = testMode };
        var client = Given.Gathering(address.Replace("clerk_test.", "clerk-test.", StringComparison.Ordinal));
        for (var request = 2; ; request += 2)
        {
            var prepared = SignUpFlow.Prepare(
                client, client.SignUp!.Id, EmailCode, Given.Facts(request, TimeSpan.FromMinutes(request), instance)).Next!;
            if (Given.CodeOf(prepared).Reveal() == "424242")
                continue; // one in a million: this code happens to be it

            var decision = SignUpFlow.Attempt(
                prepared, client.SignUp.Id, EmailCode with { Code = new Secret("424242") }, Given.Facts(request + 1, TimeSpan.FromMinutes(request), instance));

            Assert.Equal("form_code_incorrect", Assert.Single(decision.Errors).Code);
            return;
        }
    }

    [Fact]
    public void A_wrong_code_is_refused_and_counted()
    {
        var client = Given.AwaitingCode();

        var decision = Attempt(client, Given.WrongCodeOf(client));

        Assert.Equal(("form_code_incorrect", "code"), (decision.Errors.Single().Code, decision.Errors.Single().ParamName));
        Assert.Equal(1, decision.Next!.SignUp!.Collected.EmailAddress!.Verification!.Misses);
        Assert.True(decision.Next.UpdatedAt > client.UpdatedAt);
    }

    [Fact]
    public void E03_the_right_code_for_what_is_somebody_elses_is_wrong_and_counted()
    {
        var client = Given.AwaitingCode();
        var facts = Given.Facts(3) with { Taken = [new Identifier(Fields.EmailAddress, "jane@example.com")] };

        var right = SignUpFlow.Attempt(client, client.SignUp!.Id, EmailCode with { Code = Given.CodeOf(client) }, facts);
        var wrong = SignUpFlow.Attempt(client, client.SignUp.Id, EmailCode with { Code = Given.WrongCodeOf(client) }, facts);

        Assert.Equal(wrong.Errors, right.Errors);
        Assert.Equal(wrong.Next!.SignUp, right.Next!.SignUp);
        Assert.Equal(1, right.Next.SignUp!.Collected.EmailAddress!.Verification!.Misses);
    }

    [Fact]
    public void After_three_wrong_codes_the_right_one_is_refused_too()
    {
        var client = Given.AwaitingCode();
        var code = Given.CodeOf(client);
        for (var i = 0; i < 3; i++)
            client = Attempt(client, Given.WrongCodeOf(client)).Next!;

        var decision = Attempt(client, code);

        Assert.Equal("verification_failed", Assert.Single(decision.Errors).Code);
        var shown = SignUpResource.From(decision.Next!.SignUp!, Given.Instance, Given.Now);
        Assert.Equal(("failed", "needs_prepare", 3), (shown.Verifications.EmailAddress!.Status, shown.Verifications.EmailAddress.NextAction, shown.Verifications.EmailAddress.Attempts));
    }

    [Fact]
    public void A_code_is_good_until_the_last_instant_before_its_ten_minutes_are_over()
    {
        var client = Given.AwaitingCode();
        var code = Given.CodeOf(client);

        var inTime = Attempt(client, code, after: TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        var late = Attempt(client, code, after: TimeSpan.FromMinutes(10));

        Assert.True(inTime.IsAccepted);
        Assert.Equal("verification_expired", Assert.Single(late.Errors).Code);
    }

    [Fact]
    public void A_new_code_kills_the_old_one()
    {
        var client = Given.AwaitingCode();
        var old = Given.CodeOf(client);
        var request = 10;
        Client resent;
        do
            resent = SignUpFlow.Prepare(client, client.SignUp!.Id, EmailCode, Given.Facts(request++, TimeSpan.FromSeconds(30))).Next!;
        while (Given.CodeOf(resent).Matches(old)); // one in a million: the new code happens to be the old one

        Assert.Equal("form_code_incorrect", Assert.Single(Attempt(resent, old, after: TimeSpan.FromSeconds(31)).Errors).Code);
        Assert.True(Attempt(resent, Given.CodeOf(resent), after: TimeSpan.FromSeconds(31)).IsAccepted);
    }

    [Fact]
    public void A_second_code_within_thirty_seconds_is_refused_with_the_time_to_wait()
    {
        var client = Given.AwaitingCode();

        var tooSoon = SignUpFlow.Prepare(client, client.SignUp!.Id, EmailCode, Given.Facts(3, TimeSpan.FromSeconds(29)));
        var inTime = SignUpFlow.Prepare(client, client.SignUp.Id, EmailCode, Given.Facts(3, TimeSpan.FromSeconds(30)));

        Assert.Equal(("verification_code_too_many_requests", 1), (tooSoon.Errors.Single().Code, tooSoon.Errors.Single().RetryAfter));
        Assert.Same(client, tooSoon.Next);
        Assert.True(inTime.IsAccepted);
    }

    [Fact]
    public void The_right_code_completes_when_nothing_else_is_missing()
    {
        var client = Given.AwaitingCode();

        var decision = Attempt(client, Given.CodeOf(client));

        var complete = Assert.IsType<SignUpState.Complete>(decision.Subject!.State);
        Assert.Equal(UserId.From(client.SignUp!.Id.Value), complete.User);
        Assert.Collection(
            decision.Effects,
            claim => Assert.Equal(new Effect.Claim(new Identifier(Fields.EmailAddress, "jane@example.com"), complete.User, IsProven: true), claim),
            create => Assert.Equal(("hash 1", complete.User), (((Effect.CreateUser)create).User.Password!.Hash, ((Effect.CreateUser)create).User.Id)));
        var session = Assert.Single(decision.Next!.ActiveSessions(Given.Now));
        Assert.Equal((complete.Session, complete.Session), (session.Id, decision.Next.LastActiveSession!.Value));
        Assert.NotEqual(client.TokenHash, decision.Next.TokenHash);
        Assert.Null(decision.Subject.Collected.PasswordHash);
        Assert.Equal("password", decision.Next.LastAuthenticationStrategy);
    }

    [Fact]
    public void The_password_completes_when_the_address_was_proven_first()
    {
        var client = Given.AwaitingCode(password: false);
        var proven = Attempt(client, Given.CodeOf(client)).Next!;
        Assert.IsType<SignUpState.Gathering>(proven.SignUp!.State);

        var decision = Given.Finished(
            SignUpFlow.Update(proven, proven.SignUp.Id, Given.Input(new SignUpForm { Password = new Secret("correct horse") }), Given.Facts(4)));

        Assert.IsType<SignUpState.Complete>(decision.Subject!.State);
    }

    [Fact]
    public void A_verified_address_is_not_verified_again()
    {
        var client = Given.AwaitingCode(password: false);
        var code = Given.CodeOf(client);
        var proven = Attempt(client, code).Next!;

        Assert.Equal("verification_already_verified", Assert.Single(Attempt(proven, code).Errors).Code);
        Assert.Equal("verification_already_verified", Assert.Single(SignUpFlow.Prepare(proven, proven.SignUp!.Id, EmailCode, Given.Facts(5)).Errors).Code);
    }

    [Fact]
    public void Another_address_has_to_be_proven_anew_and_the_same_one_has_not()
    {
        var client = Given.AwaitingCode(password: false);
        var code = Given.CodeOf(client);
        var proven = Attempt(client, code).Next!;
        var id = proven.SignUp!.Id;

        var same = SignUpFlow.Update(proven, id, Given.Input(new SignUpForm { EmailAddress = "JANE@example.com" }), Given.Facts(5)).Next!;
        var other = SignUpFlow.Update(proven, id, Given.Input(new SignUpForm { EmailAddress = "joan@example.com" }), Given.Facts(5)).Next!;

        Assert.True(same.SignUp!.Collected.EmailAddress!.IsVerified);
        Assert.Null(other.SignUp!.Collected.EmailAddress!.Verification);
        Assert.Equal("verification_missing", Assert.Single(Attempt(other, code).Errors).Code);
    }

    [Fact]
    public void An_optional_value_that_was_given_has_to_be_proven_or_taken_back()
    {
        var client = Given.AwaitingCode();
        var id = client.SignUp!.Id;
        var withPhone = SignUpFlow.Update(client, id, Given.Input(new SignUpForm { PhoneNumber = "+1 202 555 0123" }), Given.Facts(4)).Next!;
        var emailProven = Attempt(withPhone, Given.CodeOf(withPhone)).Next!;

        Assert.IsType<SignUpState.Gathering>(emailProven.SignUp!.State);
        Assert.Equal(["phone_number"], SignUpRequirements.Of(emailProven.SignUp.Collected, Given.Instance).Unverified);

        var withoutPhone = Given.Finished(SignUpFlow.Update(emailProven, id, Given.Input(new SignUpForm { PhoneNumber = "" }), Given.Facts(5)));
        Assert.IsType<SignUpState.Complete>(withoutPhone.Subject!.State);
    }

    [Fact]
    public void An_address_that_was_taken_meanwhile_keeps_the_sign_up_from_completing()
    {
        var client = Given.AwaitingCode();
        var facts = Given.Facts(3) with { Taken = [new Identifier(Fields.EmailAddress, "jane@example.com")] };

        var elected = SignUpFlow.Attempt(client, client.SignUp!.Id, EmailCode with { Code = Given.CodeOf(client) }, Given.Facts(3)).Next!;
        var decision = SignUpFlow.Complete(elected, facts);

        Assert.Equal("identification_claimed", Assert.Single(decision.Errors).Code);
        Assert.Empty(decision.Effects);
        Assert.Empty(decision.Next!.Sessions);
        Assert.IsType<SignUpState.Gathering>(decision.Next.SignUp!.State);
        Assert.Equal([Fields.EmailAddress], SignUpRequirements.Of(decision.Next.SignUp.Collected, Given.Instance).Missing);
    }

    [Fact]
    public void What_was_taken_meanwhile_is_asked_for_again_and_what_was_proven_stays()
    {
        var awaiting = Given.AwaitingCode();
        var id = awaiting.SignUp!.Id;
        var named = SignUpFlow.Update(awaiting, id, Given.Input(new SignUpForm { Username = "jane_doe" }), Given.Facts(2)).Next!;
        var facts = Given.Facts(3) with { Taken = [new Identifier(Fields.Username, "jane_doe")] };
        var elected = SignUpFlow.Attempt(named, id, EmailCode with { Code = Given.CodeOf(named) }, facts).Next!;

        var refused = SignUpFlow.Complete(elected, facts).Next!;
        var renamed = Given.Finished(SignUpFlow.Update(refused, id, Given.Input(new SignUpForm { Username = "jane_too" }), Given.Facts(4)));

        Assert.Null(refused.SignUp!.Collected.Username);
        Assert.True(refused.SignUp.Collected.EmailAddress!.IsVerified);
        Assert.IsType<SignUpState.Complete>(renamed.Subject!.State);
        Assert.Equal("jane_too", renamed.Subject.Collected.Username);
    }

    [Fact]
    public void Who_is_signed_in_begins_no_sign_up_where_one_session_is_the_rule()
    {
        var client = Given.AwaitingCode();
        var signedIn = Attempt(client, Given.CodeOf(client)).Next!;

        var refused = SignUpFlow.Create(signedIn, Given.Input(new SignUpForm()), Given.Facts(4));
        var several = Given.Facts(4, instance: Given.Instance with { SingleSession = false });
        var allowed = SignUpFlow.Create(signedIn, Given.Input(new SignUpForm()), several);

        Assert.Equal("session_exists", Assert.Single(refused.Errors).Code);
        Assert.True(allowed.IsAccepted);
    }

    [Fact]
    public void A_complete_an_abandoned_and_a_replaced_attempt_change_no_more_and_a_foreign_one_is_not_found()
    {
        var client = Given.AwaitingCode();
        var id = client.SignUp!.Id;
        var complete = Attempt(client, Given.CodeOf(client)).Next!;
        var replaced = SignUpFlow.Create(client, Given.Input(new SignUpForm()), Given.Facts(4)).Next!;
        var update = Given.Input(new SignUpForm { FirstName = "Jane" });

        string Code(Client? where, SignUpId which, TimeSpan after = default) =>
            Assert.Single(SignUpFlow.Update(where, which, update, Given.Facts(5, after)).Errors).Code;

        Assert.Equal("resource_forbidden", Code(complete, id));
        Assert.Equal("resource_forbidden", Code(client, id, TimeSpan.FromHours(24)));
        Assert.Equal("resource_forbidden", Code(replaced, id));
        Assert.Equal("resource_not_found", Code(replaced, SignUpId.From("somebody else's")));
        Assert.Equal("resource_not_found", Code(null, id));
        Assert.Equal("abandoned", SignUpResource.From(client.SignUp, Given.Instance, Given.Now + TimeSpan.FromHours(24)).Status);
    }

    [Theory]
    [InlineData(null, "form_param_missing", "strategy")]
    [InlineData("", "form_param_nil", "strategy")]
    [InlineData("carrier_pigeon", "form_param_value_invalid", "strategy")]
    [InlineData("phone_code", "client_state_invalid", null)]
    public void Preparing_needs_a_strategy_that_is_built_and_a_value_to_prove(string? strategy, string code, string? parameter)
    {
        var client = Given.Gathering();

        var error = Assert.Single(SignUpFlow.Prepare(client, client.SignUp!.Id, new VerificationForm(strategy), Given.Facts(2)).Errors);

        Assert.Equal((code, parameter), (error.Code, error.ParamName));
    }

    [Theory]
    [InlineData(null, "form_param_missing")]
    [InlineData("", "form_param_nil")]
    [InlineData("   ", "form_param_nil")]
    public void An_attempt_without_a_code_is_a_fault_of_the_form_and_not_counted(string? code, string expected)
    {
        var client = Given.AwaitingCode();

        var decision = SignUpFlow.Attempt(client, client.SignUp!.Id, EmailCode with { Code = code is null ? null : new Secret(code) }, Given.Facts(3));

        Assert.Equal(expected, Assert.Single(decision.Errors).Code);
        Assert.Same(client, decision.Next);
    }

    [Fact]
    public void What_is_elected_is_final_until_it_is_complete()
    {
        var client = Given.AwaitingCode();
        var code = Given.CodeOf(client);
        var elected = SignUpFlow.Attempt(client, client.SignUp!.Id, EmailCode with { Code = code }, Given.Facts(3)).Next!;
        var id = elected.SignUp!.Id;
        Assert.IsType<SignUpState.Completing>(elected.SignUp.State);
        Assert.Empty(elected.Sessions);

        var other = SignUpFlow.Update(elected, id, Given.Input(new SignUpForm { FirstName = "Mallory" }), Given.Facts(4));
        var wrong = SignUpFlow.Attempt(elected, id, EmailCode with { Code = Given.WrongCodeOf(elected) }, Given.Facts(4));
        var again = SignUpFlow.Attempt(elected, id, EmailCode with { Code = code }, Given.Facts(4));
        var same = SignUpFlow.Update(elected, id, Given.Input(new SignUpForm { EmailAddress = "jane@example.com" }), Given.Facts(4));

        Assert.All([other, wrong], refused => Assert.Equal("resource_forbidden", Assert.Single(refused.Errors).Code));
        Assert.All([again, same], repeated => Assert.True(repeated.IsAccepted));
        Assert.All([other, wrong, again, same], decision => Assert.Same(elected, decision.Next));
    }

    [Fact]
    public void Whoever_finishes_a_completion_makes_the_same_user_and_session()
    {
        var client = Given.AwaitingCode();
        var elected = SignUpFlow.Attempt(client, client.SignUp!.Id, EmailCode with { Code = Given.CodeOf(client) }, Given.Facts(3)).Next!;

        var (first, second) = (SignUpFlow.Complete(elected, Given.Facts(4)), SignUpFlow.Complete(elected, Given.Facts(5, TimeSpan.FromHours(1))));

        var (one, other) = (first.Effects.OfType<Effect.CreateUser>().Single(), second.Effects.OfType<Effect.CreateUser>().Single());
        Assert.Equal((one.User.Id, one.User.CreatedAt, one.User.Password), (other.User.Id, other.User.CreatedAt, other.User.Password));
        Assert.Equal(one.Session, other.Session);
        Assert.NotEqual(first.Next!.TokenHash, second.Next!.TokenHash);
    }

    [Fact]
    public void A_new_sign_up_takes_the_cookie_away_from_whoever_planted_it()
    {
        var client = Given.Gathering();

        var next = SignUpFlow.Create(client, Given.Input(new SignUpForm()), Given.Facts(4)).Next!;

        Assert.NotEqual(client.TokenHash, next.TokenHash);
    }

    [Fact]
    public void P13_what_is_printed_of_a_client_a_user_and_their_parts_holds_no_secret_and_no_identifier()
    {
        var client = Given.AwaitingCode();
        var decision = Attempt(client, Given.CodeOf(client));
        var facts = Given.Facts();

        string[] printed =
        [
            $"{client}", $"{client.SignUp}", $"{client.SignUp!.Collected}", $"{decision}", $"{decision.Next}", $"{facts}",
            .. decision.Effects.Select(effect => $"{effect}"), $"{new SignUpForm { EmailAddress = "jane@example.com" }}",
        ];

        Assert.All(printed, text =>
        {
            Assert.DoesNotContain("jane@", text, StringComparison.Ordinal);
            Assert.DoesNotContain("hash 1", text, StringComparison.Ordinal);
            Assert.DoesNotContain(client.TokenHash, text, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("""{"a":["\ud83d"]}""")]
    public void Metadata_that_could_not_be_written_again_is_refused(string metadata)
    {
        var decision = SignUpFlow.Create(null, Given.Input(new SignUpForm { UnsafeMetadata = metadata }), Given.Facts());

        Assert.Equal("form_param_type_invalid", Assert.Single(decision.Errors).Code);
    }

    [Fact]
    public void Metadata_is_kept_as_it_is_meant()
    {
        var decision = SignUpFlow.Create(null, Given.Input(new SignUpForm { UnsafeMetadata = """{ "a": [1, 2.50, "é😀", null, {"b": true}] }""" }), Given.Facts());

        var kept = WireJson.Parse(decision.Next!.SignUp!.Collected.UnsafeMetadata);
        Assert.Equal("é😀", kept.GetProperty("a")[2].GetString());
        Assert.Equal("2.50", kept.GetProperty("a")[1].GetRawText());
        Assert.Equal("form_param_max_length_exceeded", Assert.Single(SignUpFlow.Create(
            null, Given.Input(new SignUpForm { UnsafeMetadata = "{\"a\":\"" + new string('\u007f', 8000) + "\"}" }), Given.Facts()).Errors).Code);
    }

    [Fact]
    public void The_same_step_decided_again_comes_to_the_same_decision()
    {
        var client = Given.AwaitingCode();
        var code = Given.CodeOf(client);

        var (first, second) = (Attempt(client, code), Attempt(client, code));

        Assert.Equal(first.Next!.TokenHash, second.Next!.TokenHash);
        Assert.Equal(first.Next.Sessions, second.Next.Sessions);
        Assert.Equal(first.Subject, second.Subject);
    }

    [Fact]
    public void A_field_that_is_off_is_unknown()
    {
        var instance = Given.Instance with { Attributes = Given.Instance.Attributes with { Username = AttributeRuleOff } };

        var decision = SignUpFlow.Create(null, Given.Input(new SignUpForm { Username = "jane_doe" }, instance), Given.Facts(instance: instance));

        Assert.Equal(("form_param_unknown", "username"), (decision.Errors.Single().Code, decision.Errors.Single().ParamName));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("null")]
    public void Metadata_has_to_be_a_json_object(string metadata)
    {
        var decision = SignUpFlow.Create(null, Given.Input(new SignUpForm { UnsafeMetadata = metadata }), Given.Facts());

        Assert.Equal(("form_param_type_invalid", "unsafe_metadata"), (decision.Errors.Single().Code, decision.Errors.Single().ParamName));
    }

    private static AttributeRule AttributeRuleOff => AttributeRule.Off;
}
