using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Sessions;

namespace FuncAuth.Tests.Sessions;

public class SessionFlowTests
{
    private static readonly Instance Several = Given.Instance with { SingleSession = false };

    private static Facts Facts(int request, TimeSpan after = default) => Given.Facts(request, after, Several);

    private static Client With(int sessions, TimeSpan apart = default)
    {
        var client = Client.Begin(Facts(1));
        for (var i = 0; i < sessions; i++)
        {
            var session = Session.Begin(SessionId.From($"{i}"), UserId.From($"{i}"), Given.Now + (apart * i), Several.Sessions);
            client = client.Beginning(session, Facts(i + 2, apart * i));
        }

        return client;
    }

    [Fact]
    public void S06_a_session_ends_at_its_absolute_end_however_often_it_is_used()
    {
        var client = With(1);
        var id = client.LastActiveSession!.Value;
        var used = SessionFlow.Touch(client, id, Facts(9, TimeSpan.FromDays(7) - TimeSpan.FromTicks(1)));

        Assert.True(used.IsAccepted);
        Assert.Equal("signed_out", Assert.Single(SessionFlow.Refresh(used.Next, id, Facts(9, TimeSpan.FromDays(7))).Errors).Code);
        Assert.Equal("expired", used.Next!.Find(id)!.StatusAt(Given.Now + TimeSpan.FromDays(7)));
    }

    [Fact]
    public void A_client_never_holds_more_sessions_than_one_transaction_can_write()
    {
        var client = With(200);

        Assert.Equal(50, client.ActiveSessions(Given.Now).Count());
        Assert.True(client.Sessions.Length <= 60, $"{client.Sessions.Length} sessions");
        Assert.Equal(SessionId.From("199"), client.LastActiveSession);
    }

    [Fact]
    public void Sessions_that_ran_out_are_forgotten_as_new_ones_begin()
    {
        var client = With(60, apart: TimeSpan.FromDays(8));

        Assert.True(client.Sessions.Length <= 12, $"{client.Sessions.Length} sessions");
    }

    [Fact]
    public void The_oldest_session_can_be_ended_after_many_others_were()
    {
        var client = With(20);
        for (var i = 1; i < 20; i++)
            client = SessionFlow.End(client, SessionId.From($"{i}"), SessionEnd.Ended, Facts(30 + i, TimeSpan.FromMinutes(i))).Next!;

        var decision = SessionFlow.End(client, SessionId.From("0"), SessionEnd.Removed, Facts(60, TimeSpan.FromHours(1)));

        Assert.Equal(SessionEnd.Removed, decision.Subject!.End);
        Assert.Equal(SessionEnd.Removed, decision.Next!.Find(SessionId.From("0"))!.End);
        Assert.Null(decision.Next.LastActiveSession);
    }

    [Fact]
    public void Another_session_takes_over_where_the_last_active_one_ran_out()
    {
        var client = With(2, apart: TimeSpan.FromDays(6));
        client = SessionFlow.Touch(client, SessionId.From("0"), Facts(9, TimeSpan.FromDays(6))).Next!;

        var current = SessionFlow.Current(client, null, Facts(10, TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1)));

        Assert.Equal(SessionId.From("1"), current.Subject!.Id);
    }

    [Fact]
    public void A_refresh_writes_only_where_the_last_use_was_noted_long_ago()
    {
        var client = With(1);
        var id = client.LastActiveSession!.Value;

        Assert.Same(client, SessionFlow.Refresh(client, id, Facts(9, TimeSpan.FromMinutes(9))).Next);
        Assert.NotSame(client, SessionFlow.Refresh(client, id, Facts(9, TimeSpan.FromMinutes(10))).Next);
    }

    [Fact]
    public void S06_an_unused_session_is_over_at_the_instant_of_the_limit_and_a_use_that_is_noted_moves_it()
    {
        var instance = Several with { Sessions = SessionRules.Default with { IdleLimit = TimeSpan.FromHours(1) } };
        Facts At(TimeSpan after) => Given.Facts(9, after, instance);
        var session = Session.Begin(SessionId.From("0"), UserId.From("0"), Given.Now, instance.Sessions);
        var client = Client.Begin(At(default)).Beginning(session, At(default));
        var hour = TimeSpan.FromHours(1);

        Assert.True(SessionFlow.Refresh(client, session.Id, At(hour - TimeSpan.FromTicks(1))).IsAccepted);
        Assert.Equal("signed_out", Assert.Single(SessionFlow.Refresh(client, session.Id, At(hour)).Errors).Code);
        Assert.Equal("signed_out", Assert.Single(SessionFlow.Touch(client, session.Id, At(hour)).Errors).Code);
        Assert.Equal("abandoned", session.StatusAt(Given.Now + hour));

        var used = SessionFlow.Refresh(client, session.Id, At(TimeSpan.FromMinutes(59))).Next!;
        Assert.True(SessionFlow.Refresh(used, session.Id, At(TimeSpan.FromMinutes(118))).IsAccepted);
        Assert.False(SessionFlow.Refresh(used, session.Id, At(TimeSpan.FromMinutes(119))).IsAccepted);
    }

    [Fact]
    public void S06_use_never_moves_the_absolute_end_where_inactivity_is_limited()
    {
        var instance = Several with { Sessions = SessionRules.Default with { IdleLimit = TimeSpan.FromHours(24) } };
        var session = Session.Begin(SessionId.From("0"), UserId.From("0"), Given.Now, instance.Sessions);
        var client = Client.Begin(Given.Facts(1, default, instance)).Beginning(session, Given.Facts(1, default, instance));

        for (var hours = 12; hours < 168; hours += 12)
            client = SessionFlow.Refresh(client, session.Id, Given.Facts(9, TimeSpan.FromHours(hours), instance)).Next!;

        var end = TimeSpan.FromDays(7);
        Assert.True(SessionFlow.Refresh(client, session.Id, Given.Facts(9, end - TimeSpan.FromTicks(1), instance)).IsAccepted);
        Assert.False(SessionFlow.Refresh(client, session.Id, Given.Facts(9, end, instance)).IsAccepted);
        Assert.Equal("expired", client.Find(session.Id)!.StatusAt(Given.Now + end));
    }

    [Fact]
    public void Without_a_limit_of_inactivity_a_session_is_left_alone_until_its_absolute_end()
    {
        var client = With(1);

        Assert.True(SessionFlow.Refresh(client, client.LastActiveSession!.Value, Facts(9, TimeSpan.FromDays(7) - TimeSpan.FromTicks(1))).IsAccepted);
    }

    [Fact]
    public void Where_a_session_was_used_is_noted_with_its_use()
    {
        var phone = new Device("iPhone", IsMobile: true, "Safari", "26.0", "192.0.2.1");
        var client = With(1);
        var id = client.LastActiveSession!.Value;

        Assert.Equal(phone, SessionFlow.Touch(client, id, Facts(9) with { Device = phone }).Next!.Find(id)!.Device);
        Assert.Equal(phone, SessionFlow.Refresh(client, id, Facts(9, TimeSpan.FromMinutes(10)) with { Device = phone }).Next!.Find(id)!.Device);
        Assert.Null(SessionFlow.Refresh(client, id, Facts(9, TimeSpan.FromMinutes(9)) with { Device = phone }).Next!.Find(id)!.Device);
    }

    [Fact]
    public void A_session_of_ones_own_client_is_revoked_only_for_its_own_user_and_replaces_the_cookie()
    {
        var client = With(2);
        var (first, second) = (SessionId.From("0"), SessionId.From("1"));

        var others = SessionFlow.Revoke(client, first, second, Facts(9));
        var own = SessionFlow.Revoke(client, first, first, Facts(9));

        Assert.Equal("resource_not_found", Assert.Single(others.Errors).Code);
        Assert.Same(client, others.Next);
        Assert.Equal(SessionEnd.Revoked, own.Subject!.End);
        Assert.NotEqual(client.TokenHash, own.Next!.TokenHash);
        Assert.Equal([second], own.Next.ActiveSessions(Given.Now).Select(session => session.Id));
        Assert.Equal("authentication_invalid", Assert.Single(SessionFlow.Revoke(own.Next, first, first, Facts(9)).Errors).Code);
    }

    [Fact]
    public void A_session_elsewhere_is_revoked_only_for_its_own_user_and_leaves_the_cookie_and_the_others()
    {
        var client = With(2);
        var (first, second) = (SessionId.From("0"), SessionId.From("1"));

        var revoked = SessionFlow.RevokeElsewhere(client, UserId.From("0"), first, Facts(9));

        Assert.Equal(SessionEnd.Revoked, revoked.Subject!.End);
        Assert.Equal(client.TokenHash, revoked.Next!.TokenHash);
        Assert.Equal([second], revoked.Next.ActiveSessions(Given.Now).Select(session => session.Id));
        Assert.True(revoked.Next.UpdatedAt > client.UpdatedAt);
        Assert.Same(client, SessionFlow.RevokeElsewhere(client, UserId.From("0"), second, Facts(9)).Next);
        Assert.Equal("resource_not_found", Assert.Single(SessionFlow.RevokeElsewhere(null, UserId.From("0"), first, Facts(9)).Errors).Code);
    }

    [Fact]
    public void What_is_revoked_elsewhere_already_is_done_and_what_is_over_otherwise_is_not_there()
    {
        var client = With(1);
        var id = SessionId.From("0");
        var revoked = SessionFlow.RevokeElsewhere(client, UserId.From("0"), id, Facts(9)).Next!;
        var ended = SessionFlow.End(client, id, SessionEnd.Ended, Facts(9)).Next!;

        var again = SessionFlow.RevokeElsewhere(revoked, UserId.From("0"), id, Facts(10));

        Assert.True(again.IsAccepted);
        Assert.Same(revoked, again.Next);
        Assert.Equal("resource_not_found", Assert.Single(SessionFlow.RevokeElsewhere(ended, UserId.From("0"), id, Facts(10)).Errors).Code);
        Assert.Equal("resource_not_found", Assert.Single(SessionFlow.RevokeElsewhere(client, UserId.From("0"), id, Facts(10, TimeSpan.FromDays(7))).Errors).Code);
    }

    [Fact]
    public void A_session_that_is_over_is_shown_while_it_is_remembered_and_others_are_not_there()
    {
        var ended = SessionFlow.End(With(1), SessionId.From("0"), SessionEnd.Ended, Facts(9)).Next!;

        Assert.Equal("ended", SessionFlow.Show(ended, SessionId.From("0")).Subject!.StatusAt(Given.Now));
        Assert.Equal("resource_not_found", Assert.Single(SessionFlow.Show(ended, SessionId.From("1")).Errors).Code);
        Assert.Equal("resource_not_found", Assert.Single(SessionFlow.Show(null, SessionId.From("0")).Errors).Code);
    }
}
