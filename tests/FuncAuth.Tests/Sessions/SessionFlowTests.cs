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
}
