using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Sweeping;
using FuncAuth.Tests.Users;
using FuncAuth.Users;

namespace FuncAuth.Tests.Sweeping;

/// <summary>What is dead, and from which second on.</summary>
public class SweepFlowTests
{
    private static readonly DateTimeOffset Now = Given.Now;
    private static readonly UserId Jane = GivenUser.Jane.Id;
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    // Jane has signed in here, so the client outlives what it holds.
    private static readonly Client Known = new()
    {
        Id = ClientId.From("client"),
        TokenHash = "hash",
        CreatedAt = Now,
        UpdatedAt = Now,
        KnownUsers = [new KnownUser(Jane, Misses.None)],
    };

    private static readonly Client Stranger = Known with { KnownUsers = [] };

    private static readonly Session Session = new(SessionId.From("session"), Jane, Now, Now, Now, Now.AddDays(7), Now.AddDays(30), Now);

    private static readonly SessionNote Note = new(Session.Id, Known.Id, Now, Now.AddDays(7));

    private static readonly SignUp SignUp = new(SignUpId.From("sign-up"), Now, Now.AddHours(24), new Collected(), new SignUpState.Gathering());

    private static readonly SignIn SignIn = new(SignInId.From("sign-in"), Now, Now.AddHours(24), null, null, new SignInState.NeedsIdentifier());

    public static TheoryData<string> Cases => [.. Table.Keys];

    private static readonly Dictionary<string, (Func<DateTimeOffset, bool> IsGone, TimeSpan? After)> Table = new()
    {
        ["an abandoned sign-up"] = (now => Left(Known with { SignUp = SignUp }, now)?.SignUp is null, TimeSpan.FromHours(24) + Slack),
        ["a sign-up that is complete"] = (
            now => Left(Known with { SignUp = SignUp with { State = new SignUpState.Complete(Jane, Session.Id) } }, now)?.SignUp is null, TimeSpan.FromHours(24) + Slack),
        ["a sign-up that is completing goes with its client alone"] = (
            now => Left(Known with { SignUp = SignUp with { State = new SignUpState.Completing() } }, now)?.SignUp is null, TimeSpan.FromDays(400) + Slack),
        ["an abandoned sign-in"] = (now => Left(Known with { SignIn = SignIn }, now)?.SignIn is null, TimeSpan.FromHours(24) + Slack),
        ["a session that was ended"] = (
            now => Left(Known with { Sessions = [Session with { End = SessionEnd.Removed }] }, now)?.Sessions.IsEmpty is not false, TimeSpan.FromDays(30)),
        ["a session that has expired"] = (now => Left(Known with { Sessions = [Session] }, now)?.Sessions.IsEmpty is not false, TimeSpan.FromDays(7 + 30)),
        ["a session that lay unused"] = (
            now => Left(Known with { Sessions = [Session with { AbandonAt = Now.AddHours(1) }] }, now)?.Sessions.IsEmpty is not false, TimeSpan.FromDays(30) + TimeSpan.FromHours(1)),

        ["a client that knows nobody"] = (now => Left(Stranger, now) is null, TimeSpan.FromDays(7)),
        ["a client that knows somebody"] = (now => Left(Known, now) is null, TimeSpan.FromDays(90)),
        ["a client that knows nobody and has an attempt of two weeks"] = (
            now => Left(Stranger with { SignIn = SignIn with { AbandonAt = Now.AddDays(14) } }, now) is null, TimeSpan.FromDays(14) + Slack),
        ["a client that somebody is signed in on, by the end of the session"] = (now => Left(Known with { Sessions = [Session] }, now) is null, TimeSpan.FromDays(7 + 90)),
        ["a client that somebody is signed in on, by its own end"] = (
            now => Left(Known with { Sessions = [Session with { ExpireAt = Now.AddDays(999), AbandonAt = Now.AddDays(999) }] }, now) is null, TimeSpan.FromDays(400) + Slack),

        ["the note of a session of a user that is gone"] = (now => NoteIsDead(null, Known, now), Slack),
        ["the note of a session whose client is gone"] = (now => NoteIsDead(GivenUser.Jane, null, now), Slack),
        ["the note of a session that its client has not"] = (now => NoteIsDead(GivenUser.Jane, Known, now), Slack),
        ["the note of a session that is somebody else's"] = (
            now => NoteIsDead(GivenUser.Jane, Known with { Sessions = [Session with { User = UserId.From("eve") }] }, now), Slack),
        ["the note of a session that its user has ended from elsewhere"] = (
            now => NoteIsDead(GivenUser.Jane with { SessionsCut = new SessionCut(Now, null) }, Known with { Sessions = [Session] }, now), Slack),
        ["the note of a session that was ended"] = (
            now => NoteIsDead(GivenUser.Jane, Known with { Sessions = [Session with { End = SessionEnd.Ended, UpdatedAt = Now.AddHours(1) }] }, now), TimeSpan.FromHours(1) + Slack),
        ["the note of a session that lay unused"] = (
            now => NoteIsDead(GivenUser.Jane, Known with { Sessions = [Session with { AbandonAt = Now.AddHours(1) }] }, now), TimeSpan.FromHours(1) + Slack),
        ["the note of a session that has expired"] = (now => NoteIsDead(GivenUser.Jane, Known with { Sessions = [Session] }, now), TimeSpan.FromDays(7) + Slack),
        ["the note of a session that is yet to be made"] = (
            now => NoteIsDead(GivenUser.Jane, Known with { SignUp = SignUp with { State = new SignUpState.Completing() } }, now), TimeSpan.FromDays(7) + Slack),
        ["the note of a session on a client that is over"] = (
            now => NoteIsDead(GivenUser.Jane, Known with { CreatedAt = Now.AddDays(-399), Sessions = [Session] }, now), TimeSpan.FromDays(1) + Slack),

        ["a claim of nobody"] = (now => SweepFlow.IsDeadClaim(Now.AddMinutes(10), isItsUsers: false, now), TimeSpan.FromMinutes(10) + Slack),
        ["a claim of a user that has the identifier"] = (now => SweepFlow.IsDeadClaim(Now.AddMinutes(10), isItsUsers: true, now), null),
        ["a miss"] = (now => SweepFlow.AreDead(new Misses([new Miss(Now, "a", Known.Id)]), LockoutRules.Default, now), TimeSpan.FromHours(1) + Slack),
        ["misses that lock for longer than they count"] = (
            now => SweepFlow.AreDead(
                new Misses([.. Enumerable.Range(0, 10).Select(i => new Miss(Now, $"{i}", Known.Id))]), LockoutRules.Default with { Duration = TimeSpan.FromHours(3) }, now),
            TimeSpan.FromHours(3) + Slack),
        ["a message that was sent"] = (now => SweepFlow.IsDeadDelivery(Now.AddHours(-1), Now, now), TimeSpan.FromHours(48)),
        ["a message of which nothing was heard"] = (now => SweepFlow.IsDeadDelivery(Now, null, now), TimeSpan.FromHours(48)),
        ["a contact that was removed"] = (
            now => SweepFlow.Left(GivenUser.Jane with { RemovedContacts = [new RemovedContact(IdentificationId.From("old"), Fields.EmailAddress, "old@example.com", Now)] }, now)
                .RemovedContacts.IsEmpty,
            TimeSpan.FromHours(24)),
        ["an account that nobody came back to link"] = (now => SweepFlow.Left(Linking(new ExternalStage.Away()), now).ExternalAccounts.IsEmpty, TimeSpan.FromMinutes(10) + Slack),
        ["an account that somebody came back to link in time"] = (
            now => SweepFlow.Left(Linking(new ExternalStage.Returning("request")), now).ExternalAccounts.IsEmpty, TimeSpan.FromMinutes(10) + Slack),
        ["an account whose linking failed stays to say so"] = (now => SweepFlow.Left(Linking(new ExternalStage.Failed("oauth_access_denied")), now).ExternalAccounts.IsEmpty, null),
        ["an account that is linked"] = (now => SweepFlow.Left(Linking(new ExternalStage.Away(), isLinked: true), now).ExternalAccounts.IsEmpty, null),
        ["a way to the provider of an account that is linked"] = (
            now => SweepFlow.Left(Linking(new ExternalStage.Failed("oauth_access_denied"), isLinked: true), now).ExternalAccounts[0].Proof is null,
            TimeSpan.FromMinutes(10) + Slack),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_goes_from_its_second_on_and_not_before(string what)
    {
        var (isGone, after) = Table[what];

        Assert.False(isGone(Now));
        if (after is not { } moment)
        {
            Assert.False(isGone(Now.AddDays(9999)));
            return;
        }

        Assert.False(isGone(Now + moment - TimeSpan.FromTicks(1)));
        Assert.True(isGone(Now + moment));
        Assert.True(isGone(Now.AddDays(9999)));
    }

    [Fact]
    public void What_has_nothing_dead_is_the_very_same()
    {
        var client = Known with { SignUp = SignUp, SignIn = SignIn, Sessions = [Session] };

        Assert.Same(client, Left(client, Now.AddHours(24)));
        Assert.Same(GivenUser.Jane, SweepFlow.Left(GivenUser.Jane, Now));
    }

    [Fact]
    public void An_attempt_that_is_gone_is_still_told_from_other_peoples()
    {
        var left = Left(Known with { SignUp = SignUp, SignIn = SignIn }, Now.AddDays(2))!;

        var signUp = SignUpFlow.Prepare(left, SignUp.Id, new VerificationForm("email_code"), Given.Facts(after: TimeSpan.FromDays(2)));

        Assert.Equal("resource_forbidden", Assert.Single(signUp.Errors).Code);
        Assert.Equal([SignIn.Id], left.ReplacedSignIns);
    }

    [Fact]
    public void A_client_is_not_the_younger_for_it_and_names_no_session_that_it_has_not()
    {
        var client = Known with { SignUp = SignUp, Sessions = [Session with { End = SessionEnd.Ended }], LastActiveSession = Session.Id };

        var left = Left(client, Now.AddDays(31))!;

        Assert.Equal(Now, left.UpdatedAt);
        Assert.Null(left.LastActiveSession);
        Assert.Equal(client.KnownUsers, left.KnownUsers);
    }

    private static User Linking(ExternalStage stage, bool isLinked = false) => GivenUser.Jane with
    {
        ExternalAccounts =
        [
            new ExternalAccount(ExternalAccountId.From("acme"), "oauth_acme", isLinked ? new ExternalIdentity("oauth_acme", "jane") : null, Now)
            {
                Proof = new ExternalProof(ExternalProof.BeginVerification("oauth_acme", Given.Facts()), "https://app.example/", "https://app.example/", stage),
            },
        ],
    };

    private static Client? Left(Client client, DateTimeOffset now) => SweepFlow.Left(client, Given.Instance, now);

    private static bool NoteIsDead(User? user, Client? client, DateTimeOffset now) =>
        SweepFlow.IsDead(Note, user, now) ?? SweepFlow.IsDead(Note, user!, client, Given.Instance, now);
}
