using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.Tests.Instances;
using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

public class PasswordChangeFlowTests
{
    private static readonly TimeSpan Later = TimeSpan.FromHours(1);
    private static readonly Secret Next = new("a quiet meadow at noon");
    private static readonly SessionId Here = SessionId.From("here");
    private static readonly User Jane = GivenUser.Jane;
    private static readonly Client Knowing = GivenUser.Client.Knowing(new KnownUser(GivenUser.Jane.Id, Misses.None, Given.Now));
    private static readonly Instance Optional = Given.Instance.With(rules => rules with { Password = new AttributeRule(true, false, false) });

    [Fact]
    public void A_miss_is_counted_where_the_client_knows_the_user_and_else_on_the_account()
    {
        var here = Prove(Knowing, Facts(right: false));
        var account = Prove(GivenUser.Client, Facts(right: false));

        Assert.Equal(["form_password_validation_failed"], here.Errors.Concat(account.Errors).Select(error => error.Code).Distinct());
        Assert.Single(here.Next!.Knowing(Jane.Id)!.Misses.Recent);
        var all = Assert.IsType<Effect.SaveUser>(Assert.Single(here.Effects)).Next;
        Assert.Equal((1, 0), (all.KnownMisses!.Count, all.Misses.Recent.Length));
        Assert.Single(account.After(Jane).Misses.Recent);
        Assert.Null(here.Subject);
    }

    [Fact]
    public void The_same_request_decided_again_counts_once()
    {
        var once = Prove(Knowing, Facts(right: false));

        Assert.Single(Prove(once.Next!, Facts(right: false)).Next!.Knowing(Jane.Id)!.Misses.Recent);
        Assert.Equal(2, Prove(once.Next!, Facts(right: false, request: 3)).Next!.Knowing(Jane.Id)!.Misses.Recent.Length);
    }

    [Fact]
    public void The_right_one_is_written_too_and_forgets_the_misses()
    {
        var missed = Prove(Knowing, Facts(right: false)).Next!;

        var passed = Prove(missed, Facts(right: true, request: 3));
        var none = Prove(Knowing, Facts(right: true));

        Assert.True(passed.IsAccepted);
        Assert.Empty(passed.Next!.Knowing(Jane.Id)!.Misses.Recent);
        Assert.NotSame(Knowing, none.Next);
        Assert.Equal(new Effect.SaveUser(Jane), Assert.Single(none.Effects));
        Assert.Single(Prove(GivenUser.Client, Facts(right: true)).Effects.OfType<Effect.SaveUser>());
    }

    [Fact]
    public void Where_there_were_too_many_nothing_is_compared()
    {
        var rules = Given.Instance.Lockout;
        var misses = Enumerable.Range(0, rules.MaxMisses).Aggregate(Misses.None, (all, i) => all.Add(Given.Now + Later, $"{i}", GivenUser.Client.Id, rules));

        var locked = Prove(GivenUser.Client.Knowing(new KnownUser(Jane.Id, misses, Given.Now)), Facts(right: true));

        Assert.Equal("user_locked", locked.Errors.Single().Code);
        Assert.Empty(locked.Effects);
    }

    [Fact]
    public void What_was_not_sent_is_no_guess()
    {
        var decision = PasswordChangeFlow.ProveForChange(Knowing, Jane, new PasswordChangeForm(null, Next), Facts(right: false));

        Assert.Equal(("form_password_validation_failed", "current_password"), (decision.Errors.Single().Code, decision.Errors.Single().ParamName));
        Assert.Same(Knowing, decision.Next);
    }

    [Fact]
    public void The_old_one_as_the_new_one_is_refused_after_it_was_proven_and_counted()
    {
        var form = new PasswordChangeForm(new Secret("a quiet cafe\u0301 at noon"), new Secret("a quiet caf\u00e9 at noon"));

        var right = PasswordChangeFlow.ProveForChange(Knowing, Jane, form, Facts(right: true));
        var wrong = PasswordChangeFlow.ProveForChange(Knowing, Jane, form, Facts(right: false));

        Assert.Equal("form_new_password_matches_current", right.Errors.Single().Code);
        Assert.NotSame(Knowing, right.Next);
        Assert.Equal("form_password_validation_failed", wrong.Errors.Single().Code);
    }

    [Fact]
    public void The_new_one_takes_its_place_and_the_address_hears_of_it()
    {
        var decision = Change(Jane, new PasswordChangeForm(Next, Next));

        var changed = decision.After(Jane);
        Assert.Equal(("hash 2", Given.Now + Later, Given.Now + Later), (changed.Password!.Hash, changed.Password.UpdatedAt, changed.UpdatedAt));
        Assert.Null(changed.SessionsCut);
        var notice = (MessageSubject.Notice)Assert.Single(decision.Effects.OfType<Effect.Send>()).Order.Subject;
        Assert.Equal((NoticeKind.PasswordChanged, Jane.PrimaryEmailAddress), (notice.Kind, (IdentificationId?)notice.Contact));
    }

    [Fact]
    public void Other_sessions_end_where_that_is_asked_for_and_this_one_goes_on()
    {
        var changed = Change(Jane, new PasswordChangeForm(Next, Next, "true")).After(Jane);

        Assert.Equal(new SessionCut(Given.Now + Later, Here), changed.SessionsCut);
    }

    [Fact]
    public void A_password_that_is_another_one_by_now_is_not_changed()
    {
        var changed = Jane with { Password = Jane.Password! with { Hash = "another" } };

        Assert.Equal("resource_locked", PasswordChangeFlow.Change(Knowing, changed, Here, Jane, new PasswordChangeForm(Next, Next), Facts()).Errors.Single().Code);
        Assert.Equal("resource_locked", PasswordChangeFlow.Remove(Knowing, changed, Jane, Facts(instance: Optional)).Errors.Single().Code);
        Assert.Equal("resource_locked", PasswordChangeFlow.Change(
            Knowing, Jane, Here, Jane with { Password = null }, new PasswordChangeForm(null, Next), Facts()).Errors.Single().Code);
    }

    [Fact]
    public void A_leaked_one_is_refused() =>
        Assert.Equal("form_password_pwned", PasswordChangeFlow.Change(
            Knowing, Jane, Here, Jane, new PasswordChangeForm(Next, Next), Facts() with { PasswordIsLeaked = true, PasswordHash = null }).Errors.Single().Code);

    [Fact]
    public void Who_has_none_sets_a_first_one_without_a_proof()
    {
        var without = Jane with { Password = null };
        var form = new PasswordChangeForm(null, Next);

        var proven = PasswordChangeFlow.ProveForChange(Knowing, without, form, Facts());

        Assert.True(proven.IsAccepted);
        Assert.Same(Knowing, proven.Next);
        Assert.NotNull(PasswordChangeFlow.Change(GivenUser.Client, without, Here, without, form, Facts()).After(without).Password);
    }

    [Fact]
    public void It_is_removed_where_it_is_not_needed()
    {
        var decision = PasswordChangeFlow.Remove(GivenUser.Client, Jane, Jane, Facts(instance: Optional));

        Assert.Null(decision.After(Jane).Password);
        Assert.Equal(NoticeKind.PasswordRemoved, ((MessageSubject.Notice)decision.Effects.OfType<Effect.Send>().Single().Order.Subject).Kind);
    }

    [Fact]
    public void It_stays_where_it_is_required_or_the_only_way_in()
    {
        var byName = Jane with { EmailAddresses = [], PrimaryEmailAddress = null, Username = "jane" };
        var form = new PasswordChangeForm(Next);

        Assert.Equal("password_required", PasswordChangeFlow.ProveForRemoval(Knowing, Jane, form, Facts(right: true)).Errors.Single().Code);
        Assert.Equal("password_required", PasswordChangeFlow.ProveForRemoval(Knowing, byName, form, Facts(right: true, instance: Optional)).Errors.Single().Code);
        Assert.Equal("no_password_set", PasswordChangeFlow.ProveForRemoval(Knowing, Jane with { Password = null }, form, Facts(instance: Optional)).Errors.Single().Code);
        Assert.True(PasswordChangeFlow.ProveForRemoval(Knowing, Jane, form, Facts(right: true, instance: Optional)).IsAccepted);
    }

    private static Decision<User> Prove(Client client, Facts facts) =>
        PasswordChangeFlow.ProveForChange(client, Jane, new PasswordChangeForm(new Secret("the old meadow at noon"), Next), facts);

    private static Decision<User> Change(User user, PasswordChangeForm form) => PasswordChangeFlow.Change(GivenUser.Client, user, Here, user, form, Facts());

    private static Facts Facts(bool? right = null, int request = 2, Instance? instance = null) =>
        Given.Facts(request, Later, instance) with { Account = new Account(Jane) { PasswordIsRight = right } };
}
