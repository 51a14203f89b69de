using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

public class DeletionFlowTests
{
    private static readonly User Jane = GivenUser.Jane with { Username = "jane", PhoneNumbers = [GivenUser.Phone("+4915123456789")] };
    private static readonly UserId Joan = UserId.From("joan");

    private static readonly Client Shared = (GivenUser.Client with
    {
        SignUp = new SignUp(SignUpId.From("jane"), Given.Now, Given.Now.AddDays(1), new Collected(), new SignUpState.Complete(Jane.Id, SessionId.From("hers"))),
        SignIn = SignInOf("jane@example.com", Jane.Id),
        Sessions = [SessionOf("hers", Jane.Id), SessionOf("another", Joan)],
        LastActiveSession = SessionId.From("hers"),
    }).Knowing(new KnownUser(Jane.Id, Misses.None)).Knowing(new KnownUser(Joan, Misses.None));

    [Fact]
    public void The_client_forgets_the_attempts_first_and_nothing_else()
    {
        var begun = DeletionFlow.Begin(Shared, Jane, Given.Facts(2));

        Assert.Equal((null, null), (begun.Next!.SignUp, begun.Next.SignIn));
        Assert.Equal((Shared.TokenHash, 2, 2), (begun.Next.TokenHash, begun.Next.ActiveSessions(Given.Now).Count(), begun.Next.KnownUsers.Length));
        Assert.Empty(begun.Effects);
        Assert.Same(begun.Next, DeletionFlow.Begin(begun.Next, Jane, Given.Facts(2)).Next);
    }

    [Fact]
    public void Then_the_user_goes_and_every_identifier_is_free_and_others_stay_signed_in()
    {
        var decision = DeletionFlow.Delete(Shared, Jane, Given.Facts(2));

        Assert.Equal(
            [new Effect.DeleteUser(Jane), .. Jane.Identifiers.Select(identifier => new Effect.Release(identifier, Jane.Id))], decision.Effects);
        Assert.Equal(3, Jane.Identifiers.Length);
        Assert.Equal([Joan], decision.Next!.ActiveSessions(Given.Now).Select(session => session.User));
        Assert.Equal(SessionEnd.Removed, decision.Next.Find(SessionId.From("hers"))!.End);
        Assert.Equal([Joan], decision.Next.KnownUsers.Select(known => known.User));
        Assert.Equal(SessionId.From("another"), decision.Next.LastActiveSession);
        Assert.NotEqual(Shared.TokenHash, decision.Next.TokenHash);
    }

    [Fact]
    public void An_attempt_that_nobody_was_to_learn_of_is_forgotten_too_and_somebody_elses_is_not()
    {
        var hidden = Shared with { SignIn = SignInOf("jane@example.com", null) };
        var others = GivenUser.Client with { SignIn = SignInOf("joan@example.com", Joan), SignUp = Given.Gathering("joan@example.com").SignUp };

        Assert.Null(hidden.ForgettingAttemptsOf(Jane).SignIn);
        Assert.Same(others, others.Forgetting(Jane, Given.Now));
    }

    [Fact]
    public void Where_the_instance_does_not_let_them_nothing_is_forgotten()
    {
        var decision = DeletionFlow.Begin(Shared, Jane, Given.Facts(2, instance: Given.Instance with { UsersMayDeleteThemselves = false }));

        Assert.Equal((403, "user_delete_self_not_enabled"), (decision.Errors.Single().Status, decision.Errors.Single().Code));
        Assert.Same(Shared, decision.Next);
    }

    private static SignIn SignInOf(string address, UserId? user) => new(
        SignInId.From(address), Given.Now, Given.Now.AddDays(1), new TypedIdentifier(Fields.EmailAddress, address), user, new SignInState.NeedsFirstFactor());

    private static Session SessionOf(string id, UserId user) => Session.Begin(SessionId.From(id), user, Given.Now, SessionRules.Default);
}
