using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

/// <summary>A user's own accounts at providers: linked, asked about again, removed.</summary>
public class ExternalAccountFlowTests
{
    private const string Page = "http://localhost:3000/profile";

    private static readonly Instance Instance = Given.Instance with
    {
        Strategies = StrategyCatalog.All.With([new ExternalProvider("acme", "Acme"), new ExternalProvider("other", "Other")]),
    };

    private static readonly Session Session = new(
        SessionId.From("session"), GivenUser.Jane.Id, Given.Now, Given.Now, Given.Now, Given.Now.AddDays(7), Given.Now.AddDays(30), Given.Now);

    private static readonly Client Client = GivenUser.Client with { Sessions = [Session] };

    private static readonly ExternalIdentity AtAcme = new("oauth_acme", "jane-1") { EmailAddress = "jane@acme.example", EmailAddressIsVerified = true, FirstName = "Jane" };

    private static readonly ExternalAccount Linked = ExternalAccount.Linked(GivenUser.Jane.Id, AtAcme, Given.Now);

    private static readonly User Jane = GivenUser.Jane;

    private static readonly User JaneLinked = Jane with { ExternalAccounts = [Linked] };

    [Fact]
    public void Who_links_an_account_goes_out_to_the_provider_and_has_nothing_until_it_has_answered()
    {
        var decision = Begin(Jane);

        var account = decision.Subject!;
        Assert.Equal(("oauth_acme", false, Session.Id), (account.Strategy, account.IsLinked, account.Session));
        Assert.Equal((Page, Page, Given.Now + ExternalProof.AwayFor), (account.Proof!.RedirectUrl, account.Proof.CompleteUrl, account.Proof.Verification.ExpiresAt));
        Assert.Equal("https://acme.example/authorize", account.Proof.Departure!.AbsoluteUri);
        var user = After(decision, Jane);
        Assert.Equal(account, Assert.Single(user.ExternalAccounts));
        Assert.DoesNotContain(user.Identifiers, identifier => identifier.Kind == "oauth_acme");
        Assert.IsType<Effect.SaveUser>(Assert.Single(decision.Effects));
    }

    [Fact]
    public void A_look_ahead_is_accepted_and_writes_nothing()
    {
        var decision = ExternalAccountFlow.Begin(Client, Jane, Session.Id, Form(), Given.Facts(instance: Instance));

        Assert.True(decision.IsAccepted);
        Assert.Empty(decision.Effects);
    }

    [Theory]
    [InlineData(null, Page, "form_param_missing", "strategy")]
    [InlineData("", Page, "form_param_nil", "strategy")]
    [InlineData("oauth_unknown", Page, "form_param_value_invalid", "strategy")]
    [InlineData("password", Page, "form_param_value_invalid", "strategy")]
    [InlineData("oauth_acme", null, "form_param_missing", "redirect_url")]
    [InlineData("oauth_acme", "https://evil.example/", "form_param_value_invalid", "redirect_url")]
    [InlineData("oauth_acme", "//evil.example", "form_param_value_invalid", "redirect_url")]
    public void X05_a_way_leads_out_to_a_provider_that_is_on_and_back_to_a_page_that_may_call(string? strategy, string? page, string code, string parameter)
    {
        var decision = ExternalAccountFlow.Begin(Client, Jane, Session.Id, new ExternalAccountForm(strategy, page, null, new ExternalWish()), Departing());

        Assert.Equal((code, parameter), decision.Errors.Select(error => (error.Code, error.ParamName)).Single());
        Assert.Empty(decision.Effects);
    }

    [Fact]
    public void A_provider_that_cannot_be_asked_refuses_the_step()
    {
        var facts = Departing() with { Departure = new ExternalDeparture.Refused(OAuthErrors.ProviderUnavailable) };

        Assert.Equal(["oauth_provider_unavailable"], Codes(ExternalAccountFlow.Begin(Client, Jane, Session.Id, Form(), facts)));
        Assert.Equal(["oauth_provider_unavailable"], Codes(ExternalAccountFlow.Reauthorize(Client, JaneLinked, Session.Id, Linked.Id, Form(), facts)));
    }

    [Fact]
    public void There_is_one_account_of_a_provider_and_the_latest_way_to_it()
    {
        var (user, first) = Begun(Jane);

        var again = Begin(user, request: 3);

        Assert.Equal(["oauth_account_already_connected"], Codes(Begin(JaneLinked)));
        Assert.NotEqual(first.Id, again.Subject!.Id);
        Assert.Equal(again.Subject.Id, Assert.Single(After(again, user).ExternalAccounts).Id);
    }

    // U09: what may be somebody else's trap is not furnished.
    [Fact]
    public void U09_nothing_is_linked_to_an_account_that_nobody_has_proven()
    {
        var unproven = Jane with { EmailAddresses = [GivenUser.Email("jane@example.com", verified: false)] };

        var decision = Begin(unproven);

        Assert.Equal(["form_verification_needed"], Codes(decision));
        Assert.Empty(decision.Effects);
    }

    [Fact]
    public void A_user_has_so_many_at_most_and_what_came_to_nothing_makes_room()
    {
        ImmutableArray<ExternalAccount> full =
            [.. Enumerable.Range(0, ExternalAccount.Max).Select(i => ExternalAccount.Linked(Jane.Id, new ExternalIdentity($"oauth_{i}", "jane"), Given.Now))];
        var failed = Waiting("oauth_failed", new ExternalStage.Failed("oauth_access_denied"));
        var over = Waiting("oauth_over", new ExternalStage.Away(), begun: TimeSpan.FromHours(-1));
        var away = Waiting("oauth_away", new ExternalStage.Away());

        Assert.Equal(["too_many_external_accounts"], Codes(Begin(Jane with { ExternalAccounts = full })));
        Assert.Equal(["too_many_external_accounts"], Codes(Begin(Jane with { ExternalAccounts = full.SetItem(3, away) })));
        Assert.All([failed, over], one =>
        {
            var user = Jane with { ExternalAccounts = full.SetItem(3, one) };
            var after = After(Begin(user), user).ExternalAccounts;
            Assert.Equal(ExternalAccount.Max, after.Length);
            Assert.DoesNotContain(after, account => account.Id == one.Id);
        });
    }

    [Fact]
    public void F05_who_comes_back_is_linked_by_the_subject_and_the_owner_is_told()
    {
        var (user, account) = Begun(Jane);

        var decision = Returned(user, account, new ExternalWord.Is(AtAcme));

        var linked = decision.Subject!;
        Assert.Equal((account.Id, AtAcme, Given.Now), (linked.Id, linked.Identity, linked.VerifiedAt));
        Assert.Equal(new Effect.Claim(Identifier.Of("oauth_acme", "jane-1"), Jane.Id), decision.Effects[0]);
        Assert.IsType<Effect.SaveUser>(decision.Effects[1]);
        Assert.Equal([NoticeKind.ExternalAccountConnected], Notices(decision));
        var after = After(decision, user);
        Assert.Contains(AtAcme.Identifier, after.Identifiers);
        Assert.Equal(Jane.EmailAddresses, after.EmailAddresses); // an address that only the provider has is not added
        Assert.Equal(Jane.SecuredAt, after.SecuredAt);
    }

    [Fact]
    public void What_is_remembered_of_a_way_that_was_proven_is_no_more_than_whom_it_proved()
    {
        var (user, account) = Begun(Jane);

        var linked = Returned(user, account, new ExternalWord.Is(AtAcme)).Subject!;

        Assert.Equal(new ExternalIdentity("oauth_acme", "jane-1"), linked.Proof!.Identity);
        Assert.Null(linked.Settled(Given.Now.AddHours(1)).Proof);
    }

    [Fact]
    public void F01_an_answer_is_taken_once_and_the_request_that_takes_it_may_be_decided_again()
    {
        var (user, account) = Begun(Jane);
        var id = account.Proof!.Verification.Id;
        var claimed = ExternalAccountFlow.Claim(Client, user, id, Facts(7));
        var returning = After(claimed, user);

        var again = ExternalAccountFlow.Claim(Client, returning, id, Facts(7));

        Assert.True(again.IsAccepted);
        Assert.Empty(again.Effects);
        Assert.Equal(["oauth_callback_invalid"], Codes(ExternalAccountFlow.Claim(Client, returning, id, Facts(8))));
        Assert.Equal(["oauth_callback_invalid"], Codes(ExternalAccountFlow.Return(Client, returning, Answered(id, new ExternalWord.Is(AtAcme), 8))));
        Assert.Equal(["oauth_callback_invalid"], Codes(ExternalAccountFlow.Return(Client, user, Answered(id, new ExternalWord.Is(AtAcme), 7))));
        var linked = After(ExternalAccountFlow.Return(Client, returning, Answered(id, new ExternalWord.Is(AtAcme), 7)), returning);
        Assert.Equal(["oauth_callback_invalid"], Codes(ExternalAccountFlow.Claim(Client, linked, id, Facts(9))));
    }

    [Fact]
    public void F01_an_answer_is_taken_for_ten_minutes()
    {
        var (user, account) = Begun(Jane);
        var id = account.Proof!.Verification.Id;

        Assert.True(ExternalAccountFlow.Claim(Client, user, id, Facts(7, ExternalProof.AwayFor - TimeSpan.FromTicks(1))).IsAccepted);
        Assert.Equal(["oauth_callback_invalid"], Codes(ExternalAccountFlow.Claim(Client, user, id, Facts(7, ExternalProof.AwayFor))));
    }

    // The session is looked at again when the provider has answered: it may have been ended meanwhile.
    [Fact]
    public void F01_an_answer_is_taken_from_the_session_that_began_alone()
    {
        var (user, account) = Begun(Jane);
        var id = account.Proof!.Verification.Id;
        var returning = After(ExternalAccountFlow.Claim(Client, user, id, Facts(7)), user);
        var another = Session with { Id = SessionId.From("another") };
        var somebodys = Session with { User = UserId.From("eve") };
        (Client Client, Func<User, User> Change)[] foreign =
        [
            (GivenUser.Client, same => same),
            (GivenUser.Client with { Sessions = [another] }, same => same),
            (GivenUser.Client with { Sessions = [somebodys] }, same => same),
            (GivenUser.Client with { Sessions = [Session with { End = SessionEnd.Removed }] }, same => same),
            (Client, one => one.CuttingSessions(Given.Now, null)),
        ];

        Assert.All(foreign, one =>
        {
            Assert.Equal(["oauth_callback_invalid"], Codes(ExternalAccountFlow.Claim(one.Client, one.Change(user), id, Facts(7))));
            var late = ExternalAccountFlow.Return(one.Client, one.Change(returning), Answered(id, new ExternalWord.Is(AtAcme), 7));
            Assert.Equal(["oauth_callback_invalid"], Codes(late));
            Assert.Empty(late.Effects);
        });
    }

    [Fact]
    public void F05_what_is_somebody_elses_is_not_linked()
    {
        var (user, account) = Begun(Jane);

        var decision = Returned(user, account, new ExternalWord.Is(AtAcme), taken: true);

        Failed("oauth_identification_claimed", decision, user);
    }

    [Theory]
    [InlineData("oauth_access_denied")]
    [InlineData("oauth_token_exchange_error")]
    public void F11_what_a_provider_refuses_is_told_inside_the_verification(string code)
    {
        var (user, account) = Begun(Jane);

        Failed(code, Returned(user, account, new ExternalWord.Not(OAuthErrors.ByCode[code])), user);
    }

    [Fact]
    public void F04_the_word_of_another_provider_is_worth_nothing()
    {
        var (user, account) = Begun(Jane);

        Failed("oauth_token_exchange_error", Returned(user, account, new ExternalWord.Is(new ExternalIdentity("oauth_other", "jane-1"))), user);
    }

    [Fact]
    public void F08_a_provider_that_was_switched_off_meanwhile_links_nothing()
    {
        var (user, account) = Begun(Jane);

        var decision = Returned(user, account, new ExternalWord.Is(AtAcme), instance: Given.Instance);

        Failed("oauth_provider_not_enabled", decision, user);
        Assert.Equal(["oauth_provider_not_enabled"], Codes(
            ExternalAccountFlow.Reauthorize(Client, JaneLinked, Session.Id, Linked.Id, Form(), Departing() with { Instance = Given.Instance })));
    }

    [Fact]
    public void An_account_of_that_provider_that_was_linked_meanwhile_stays_the_one()
    {
        var (user, account) = Begun(Jane);
        var both = user with { ExternalAccounts = user.ExternalAccounts.Add(Linked) };

        var decision = Returned(both, account, new ExternalWord.Is(new ExternalIdentity("oauth_acme", "jane-2")));

        Assert.Equal(new ExternalStage.Failed("oauth_account_already_connected"), decision.Subject!.Proof!.Stage);
        Assert.Equal(AtAcme, Assert.Single(After(decision, both).ExternalAccounts, one => one.IsLinked).Identity);
    }

    [Fact]
    public void Who_is_asked_again_brings_what_the_provider_says_now()
    {
        var begun = ExternalAccountFlow.Reauthorize(Client, JaneLinked, Session.Id, Linked.Id, Form(), Departing());
        var user = After(begun, JaneLinked);
        var now = new ExternalIdentity("oauth_acme", "jane-1") { EmailAddress = "new@acme.example", Scopes = "openid calendar" };

        var decision = Returned(user, user.ExternalAccounts[0], new ExternalWord.Is(now));

        Assert.Equal(("new@acme.example", "openid calendar", "Jane"), (decision.Subject!.Identity!.EmailAddress, decision.Subject.Identity.Scopes, decision.Subject.Identity.FirstName));
        Assert.IsType<Effect.SaveUser>(Assert.Single(decision.Effects));
    }

    [Fact]
    public void F05_who_is_asked_again_cannot_become_another_and_stays_linked()
    {
        var user = After(ExternalAccountFlow.Reauthorize(Client, JaneLinked, Session.Id, Linked.Id, Form(), Departing()), JaneLinked);

        var decision = Returned(user, user.ExternalAccounts[0], new ExternalWord.Is(new ExternalIdentity("oauth_acme", "eve") { EmailAddress = "jane@acme.example", EmailAddressIsVerified = true }));

        Assert.Equal(AtAcme, decision.Subject!.Identity);
        var shown = ExternalAccountResource.From(decision.Subject, Given.Now).Verification!;
        Assert.Equal(("verified", "oauth_account_already_connected"), (shown.Status, shown.Error?.Code));
        Assert.Null(ExternalAccountResource.From(decision.Subject, Given.Now.AddHours(1)).Verification!.Error);
    }

    [Fact]
    public void One_that_is_not_there_or_that_nobody_came_back_to_is_not_found()
    {
        var over = Jane with { ExternalAccounts = [Waiting("oauth_acme", new ExternalStage.Away(), begun: TimeSpan.FromHours(-1))] };
        var id = over.ExternalAccounts[0].Id;

        Assert.All(
            [
                ExternalAccountFlow.Reauthorize(Client, Jane, Session.Id, Linked.Id, Form(), Departing()), ExternalAccountFlow.Remove(Client, Jane, Linked.Id, Facts(2)),
                ExternalAccountFlow.Reauthorize(Client, over, Session.Id, id, Form(), Departing()), ExternalAccountFlow.Remove(Client, over, id, Facts(2)),
            ],
            decision => Assert.Equal(["resource_not_found"], Codes(decision)));
        Assert.Empty(UserResource.From(over, Instance, Given.Now).ExternalAccounts);
    }

    [Fact]
    public void One_that_failed_can_be_tried_again_or_removed_and_nobody_is_told()
    {
        var failed = Waiting("oauth_acme", new ExternalStage.Failed("oauth_access_denied"));
        var user = Jane with { ExternalAccounts = [failed] };

        var again = ExternalAccountFlow.Reauthorize(Client, user, Session.Id, failed.Id, Form(), Departing());
        var removed = ExternalAccountFlow.Remove(Client, user, failed.Id, Facts(2));

        Assert.Equal((failed.Id, true), (again.Subject!.Id, again.Subject.Proof!.IsAwaitedAt(Given.Now)));
        Assert.Empty(After(removed, user).ExternalAccounts);
        Assert.IsType<Effect.SaveUser>(Assert.Single(removed.Effects));
    }

    [Fact]
    public void One_that_is_removed_is_free_for_others_once_the_user_has_it_no_more_and_the_owner_is_told()
    {
        var decision = ExternalAccountFlow.Remove(Client, JaneLinked, Linked.Id, Facts(2));

        Assert.Empty(After(decision, JaneLinked).ExternalAccounts);
        Assert.IsType<Effect.SaveUser>(decision.Effects[0]);
        Assert.Equal(new Effect.Release(AtAcme.Identifier, Jane.Id), decision.Effects[1]);
        Assert.Equal([NoticeKind.ExternalAccountRemoved], Notices(decision));
        Assert.Equal(Jane.SecuredAt, After(decision, JaneLinked).SecuredAt);
    }

    [Fact]
    public void F09_the_last_way_in_stays()
    {
        var only = JaneLinked with { EmailAddresses = [], PrimaryEmailAddress = null, Password = null };
        var two = only with { ExternalAccounts = only.ExternalAccounts.Add(ExternalAccount.Linked(Jane.Id, new ExternalIdentity("oauth_other", "1"), Given.Now)) };
        var off = Instance with { Strategies = StrategyCatalog.All.With([new ExternalProvider("acme", "Acme")]) };

        Assert.Equal(["identification_deletion_failed"], Codes(ExternalAccountFlow.Remove(Client, only, Linked.Id, Facts(2))));
        Assert.True(ExternalAccountFlow.Remove(Client, two, Linked.Id, Facts(2)).IsAccepted);
        Assert.Equal(["identification_deletion_failed"], Codes(ExternalAccountFlow.Remove(Client, two, Linked.Id, Facts(2) with { Instance = off })));
    }

    // A provider's account is found by itself, so it is a way in without anything else.
    [Fact]
    public void F09_other_ways_in_may_go_while_an_account_at_a_provider_is_left()
    {
        var noPasswords = Instance with { Attributes = Instance.Attributes with { Password = new AttributeRule(Enabled: true, Required: false, VerifyAtSignUp: false) } };
        var optional = noPasswords with { Attributes = noPasswords.Attributes with { EmailAddress = new AttributeRule(Enabled: true, Required: false, VerifyAtSignUp: true) } };
        var byPassword = JaneLinked with { EmailAddresses = [], PrimaryEmailAddress = null, Username = "jane" };

        Assert.True(PasswordChangeFlow.Remove(GivenUser.Client, byPassword, byPassword, Facts(2) with { Instance = optional }).IsAccepted);
        Assert.Equal(
            ["password_required"],
            Codes(PasswordChangeFlow.Remove(GivenUser.Client, byPassword with { ExternalAccounts = [] }, byPassword, Facts(2) with { Instance = optional })));
        Assert.True(ContactFlow.Remove(
            GivenUser.Client, JaneLinked with { Password = null }, "email_address", JaneLinked.EmailAddresses[0].Id, Facts(2) with { Instance = optional }).IsAccepted);
        Assert.Equal(
            ["identification_deletion_failed"],
            Codes(ContactFlow.Remove(GivenUser.Client, Jane with { Password = null }, "email_address", Jane.EmailAddresses[0].Id, Facts(2) with { Instance = optional })));
    }

    // What shows whose the account is goes only where nothing is left that somebody else could prove.
    [Fact]
    public void F07_the_last_proof_stays_while_an_address_was_never_proven()
    {
        var unproven = JaneLinked with { EmailAddresses = [GivenUser.Email("jane@example.com", verified: false)] };
        var named = unproven with { EmailAddresses = [], PrimaryEmailAddress = null, Username = "jane" };

        Assert.Equal(["identification_deletion_failed"], Codes(ExternalAccountFlow.Remove(Client, unproven, Linked.Id, Facts(2))));
        Assert.Contains("Verify", ExternalAccountFlow.Remove(Client, unproven, Linked.Id, Facts(2)).Errors[0].LongMessage, StringComparison.Ordinal);
        Assert.True(ExternalAccountFlow.Remove(Client, JaneLinked, Linked.Id, Facts(2)).IsAccepted);
        Assert.True(ExternalAccountFlow.Remove(Client, named, Linked.Id, Facts(2)).IsAccepted);
    }

    [Fact]
    public void One_that_is_waiting_is_no_way_in()
    {
        var waiting = Jane with { EmailAddresses = [], PrimaryEmailAddress = null, ExternalAccounts = [Waiting("oauth_acme", new ExternalStage.Away())] };

        Assert.False(WaysIn.Has(waiting, Instance));
        Assert.True(WaysIn.Has(JaneLinked with { EmailAddresses = [], PrimaryEmailAddress = null }, Instance));
        Assert.False(WaysIn.Has(JaneLinked with { EmailAddresses = [], PrimaryEmailAddress = null }, Given.Instance));
    }

    // The last phone number can become the second factor where a provider is left for the first.
    [Fact]
    public void A_second_factor_may_be_turned_on_where_an_account_at_a_provider_is_left_to_sign_in_with()
    {
        var number = GivenUser.Phone("+12015550123");
        var onPhone = Jane with { EmailAddresses = [], PrimaryEmailAddress = null, Password = null, PhoneNumbers = [number], PrimaryPhoneNumber = number.Id };
        Decision<PhoneNumber> TurnOn(User user) =>
            SecondFactorFlow.Update(GivenUser.Client, user, number.Id, new SecondFactorForm("true", null), Facts(2));

        Assert.Equal(["identification_update_failed"], Codes(TurnOn(onPhone)));
        Assert.True(TurnOn(onPhone with { ExternalAccounts = [Linked] }).IsAccepted);
    }

    [Fact]
    public void A_user_who_is_deleted_leaves_the_accounts_at_providers_to_others()
    {
        var waiting = JaneLinked with { ExternalAccounts = JaneLinked.ExternalAccounts.Add(Waiting("oauth_other", new ExternalStage.Away())) };

        var released = DeletionFlow.Delete(Client, waiting, Facts(2)).Effects.OfType<Effect.Release>().Select(release => release.Identifier);

        Assert.Equal([Identifier.Of("email_address", "jane@example.com"), AtAcme.Identifier], released);
    }

    [Fact]
    public void The_wire_shows_what_the_provider_said_and_which_address_it_vouches_for()
    {
        var identity = new ExternalIdentity("oauth_acme", "jane-1")
        {
            EmailAddress = "jane@example.com",
            EmailAddressIsVerified = true,
            FirstName = "Jane",
            Username = "jane",
            ImageUrl = "https://acme.example/jane.png",
            Scopes = "openid email",
        };
        var user = Jane with { ExternalAccounts = [ExternalAccount.Linked(Jane.Id, identity, Given.Now)] };
        var unverified = user with { ExternalAccounts = [user.ExternalAccounts[0] with { Identity = identity with { EmailAddressIsVerified = false } }] };

        var shown = UserResource.From(user, Instance, Given.Now);

        var account = Assert.Single(shown.ExternalAccounts);
        Assert.Equal(("external_account", "oauth_acme", "jane-1", "openid email"), (account.Object, account.Provider, account.ProviderUserId, account.ApprovedScopes));
        Assert.Equal(("jane@example.com", true, "Jane", "", "jane"), (account.EmailAddress, account.EmailAddressVerified, account.FirstName, account.LastName, account.Username));
        Assert.Equal("verified", account.Verification!.Status);
        Assert.Equal(new LinkedIdentificationResource("oauth_acme", account.IdentificationId), Assert.Single(shown.EmailAddresses[0].LinkedTo));
        Assert.Empty(UserResource.From(unverified, Instance, Given.Now).EmailAddresses[0].LinkedTo);
    }

    [Fact]
    public void The_wire_shows_nobody_in_one_that_is_waiting_and_where_to_go_only_to_who_asked()
    {
        var (user, account) = Begun(Jane);

        var shown = UserResource.From(user, Instance, Given.Now).ExternalAccounts[0];
        var later = ExternalAccountResource.From(account with { Proof = account.Proof! with { Departure = null } }, Given.Now);

        Assert.Equal(("", "", ""), (shown.ProviderUserId, shown.EmailAddress, shown.FirstName));
        Assert.Equal(("unverified", "https://acme.example/authorize"), (shown.Verification!.Status, shown.Verification.ExternalVerificationRedirectUrl));
        Assert.Equal(("unverified", null), (later.Verification!.Status, later.Verification.ExternalVerificationRedirectUrl));
    }

    private static ExternalAccountForm Form() => new("oauth_acme", Page, CompleteUrl: null, new ExternalWish());

    private static Facts Facts(int request, TimeSpan after = default) => Given.Facts(request, after, Instance);

    private static Facts Departing(int request = 1) => Facts(request) with { Departure = new ExternalDeparture.To(new Uri("https://acme.example/authorize")) };

    private static Facts Answered(VerificationId id, ExternalWord word, int request) => Facts(request) with { External = new ExternalAnswer(id, word) };

    private static Decision<ExternalAccount> Begin(User user, int request = 1) => ExternalAccountFlow.Begin(Client, user, Session.Id, Form(), Departing(request));

    private static (User User, ExternalAccount Account) Begun(User user)
    {
        var decision = Begin(user);
        return (After(decision, user), decision.Subject!);
    }

    private static Decision<ExternalAccount> Returned(User user, ExternalAccount account, ExternalWord word, bool taken = false, Instance? instance = null)
    {
        var id = account.Proof!.Verification.Id;
        var returning = After(ExternalAccountFlow.Claim(Client, user, id, Facts(7)), user);
        return ExternalAccountFlow.Return(Client, returning, Answered(id, word, 7) with
        {
            Instance = instance ?? Instance,
            Taken = taken && word is ExternalWord.Is said ? [said.Identity.Identifier] : [],
        });
    }

    private static void Failed(string code, Decision<ExternalAccount> decision, User before)
    {
        Assert.True(decision.IsAccepted);
        Assert.Equal(new ExternalStage.Failed(code), decision.Subject!.Proof!.Stage);
        Assert.IsType<Effect.SaveUser>(Assert.Single(decision.Effects));
        var shown = Assert.Single(UserResource.From(After(decision, before), Instance, Given.Now.AddHours(1)).ExternalAccounts);
        Assert.Equal(("", "failed", code), (shown.ProviderUserId, shown.Verification!.Status, shown.Verification.Error!.Code));
    }

    private static ExternalAccount Waiting(string strategy, ExternalStage stage, TimeSpan begun = default) =>
        new(ExternalAccountId.From(strategy), strategy, Identity: null, Given.Now + begun)
        {
            Proof = new ExternalProof(ExternalProof.BeginVerification(strategy, Given.Facts(after: begun)), Page, Page, stage),
            Session = Session.Id,
        };

    private static User After(Decision<ExternalAccount> decision, User before)
    {
        Assert.Same(Client, decision.Next);
        return decision.Effects.OfType<Effect.SaveUser>().SingleOrDefault()?.Next ?? before;
    }

    private static IEnumerable<NoticeKind> Notices(Decision<ExternalAccount> decision) =>
        decision.Effects.OfType<Effect.Send>().Select(send => ((MessageSubject.Notice)send.Order.Subject).Kind);

    private static string[] Codes<TSubject>(Decision<TSubject> decision)
        where TSubject : class => [.. decision.Errors.Select(error => error.Code)];
}
