using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

/// <summary>Where a miss counts: on the client that knows the user, as long as that is worth something, else on the account.</summary>
public class AccountMissesTests
{
    private static readonly User Jane = GivenUser.Jane with { LastSignInAt = null };

    private static LockoutRules Rules => Given.Instance.Lockout;

    public static TheoryData<string, User> Changes => new()
    {
        { "another password", Jane with { Password = Jane.Password! with { UpdatedAt = Given.Now.AddMinutes(2) } } },
        { "a second factor", Jane with { MfaEnabledAt = Given.Now.AddMinutes(2) } },
        { "other sessions ended", Jane with { SessionsCut = new SessionCut(Given.Now.AddMinutes(2), null) } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void C05_what_is_known_from_before_a_change_that_keeps_people_out_is_worth_nothing(string change, User user)
    {
        var before = Counted(Knowing(Given.Now.AddMinutes(1)), user);
        var after = Counted(Knowing(Given.Now.AddMinutes(2)), user);

        Assert.True(before.User.Misses.Recent.Length == 1 && before.Client.Knowing(Jane.Id)!.Misses.Recent.IsEmpty, change);
        Assert.True(after.User.Misses.Recent.IsEmpty && after.Client.Knowing(Jane.Id)!.Misses.Recent.Length == 1, change);
    }

    [Fact]
    public void C05_all_clients_that_know_the_user_have_a_hundred_misses_in_an_hour_between_them()
    {
        var user = Jane;
        for (var miss = 1; miss <= KnownMisses.Most; miss++)
        {
            (_, user) = AccountMisses.Add(Knowing(Given.Now), user, Facts(miss));
            Assert.Empty(user.Misses.Recent);
        }

        // From here on they are strangers, with ten between them.
        for (var miss = 1; miss <= Rules.MaxMisses; miss++)
            (_, user) = AccountMisses.Add(Knowing(Given.Now), user, Facts(KnownMisses.Most + miss));

        Assert.Equal(KnownMisses.Most, user.KnownMisses!.Count);
        Assert.Equal("user_locked", Why(user, Facts(250))?.Code);
        Assert.NotNull(Why(user, Facts(250, TimeSpan.FromHours(1).Add(TimeSpan.FromTicks(-1)))));
        Assert.Null(Why(user, Facts(250, TimeSpan.FromHours(1))));
        Assert.Equal(1, AccountMisses.Add(Knowing(Given.Now), user, Facts(250, TimeSpan.FromHours(1))).User.KnownMisses!.Count);
    }

    [Fact]
    public void Where_a_miss_counts_for_longer_than_an_hour_so_do_those_of_all_clients()
    {
        var instance = Given.Instance with { Lockout = Rules with { Window = TimeSpan.FromHours(24) } };
        var user = Jane with { KnownMisses = new KnownMisses(KnownMisses.Most, Given.Now, "before") };

        Assert.Null(AccountMisses.Counting(Knowing(Given.Now), user, Given.Facts(2, TimeSpan.FromHours(23), instance)));
        Assert.NotNull(AccountMisses.Counting(Knowing(Given.Now), user, Given.Facts(2, TimeSpan.FromHours(24), instance)));
    }

    [Fact]
    public void A_miss_of_a_client_that_is_decided_again_counts_once()
    {
        var once = AccountMisses.Add(Knowing(Given.Now), Jane, Facts(2));
        var twice = AccountMisses.Add(Knowing(Given.Now), once.User, Facts(2));
        var another = AccountMisses.Add(once.Client, once.User, Facts(3));

        Assert.Equal((1, 1, 2), (once.User.KnownMisses!.Count, twice.User.KnownMisses!.Count, another.User.KnownMisses!.Count));
    }

    [Fact]
    public void Whoever_proves_the_password_here_and_then_changes_it_is_still_known_here()
    {
        var passed = AccountMisses.Passed(Knowing(Given.Now), Jane, Facts(2, TimeSpan.FromMinutes(5)));
        var changed = Jane with { Password = Jane.Password! with { UpdatedAt = Given.Now.AddMinutes(5) } };

        Assert.NotNull(AccountMisses.Counting(passed.Next!, changed, Facts(3, TimeSpan.FromMinutes(6))));
        Assert.Null(AccountMisses.Counting(Knowing(Given.Now.AddMinutes(4)), changed, Facts(3, TimeSpan.FromMinutes(6))));
    }

    [Fact]
    public void A_client_on_which_the_users_session_is_revoked_knows_the_user_no_more()
    {
        var session = Session.Begin(SessionId.From("there"), Jane.Id, Given.Now, Given.Instance.Sessions);
        var client = GivenUser.Client.Beginning(session, Facts(2));

        var ended = client.Ending(_ => true, SessionEnd.Removed, Given.Now);
        var revoked = client.Ending(_ => true, SessionEnd.Revoked, Given.Now);

        Assert.Equal(Given.Now, ended.Knowing(Jane.Id)!.Since);
        Assert.Null(revoked.Knowing(Jane.Id));
    }

    private static Client Knowing(DateTimeOffset since) => GivenUser.Client.Knowing(new KnownUser(Jane.Id, Misses.None, since));

    private static (Client Client, User User) Counted(Client client, User user) => AccountMisses.Add(client, user, Facts(2, TimeSpan.FromMinutes(3)));

    private static AuthError? Why(User user, Facts facts) => AccountMisses.Of(Knowing(Given.Now), user, facts).WhyClosed(facts);

    private static Facts Facts(int request, TimeSpan after = default) => Given.Facts(request, after);
}
