using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Users;

namespace FuncAuth.Tests.SignUps;

/// <summary>Wrong codes that are counted at the contact.</summary>
public class SignUpMissesTests
{
    private static readonly Identifier Address = Identifier.Of(Fields.EmailAddress, "jane@example.com");

    [Theory]
    [InlineData(3, null, null)]
    [InlineData(4, "too_many_requests", 1)]
    [InlineData(9, "too_many_requests", 32)]
    [InlineData(10, "user_locked", 3600)]
    public void Misses_of_others_slow_and_lock_the_right_code_too(int misses, string? code, int? seconds)
    {
        var client = Given.AwaitingCode();

        var decision = Attempt(client, Given.CodeOf(client), Missed(misses));

        Assert.Equal((code, seconds), (decision.Errors.SingleOrDefault()?.Code, decision.Errors.SingleOrDefault()?.RetryAfter));
        if (code is not null)
        {
            Assert.Same(client, decision.Next);
            Assert.Empty(decision.Effects);
        }
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    public void A_lock_ends_at_the_instant(int seconds, bool isOpen)
    {
        var (before, after) = (TimeSpan.FromMinutes(-55), TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(seconds));
        var client = Given.AwaitingCode();

        var decision = Attempt(client, Given.CodeOf(client), Missed(10, before), after);

        Assert.Equal(isOpen, decision.IsAccepted);
    }

    [Fact]
    public void A_wrong_code_is_counted_once_however_often_it_is_decided_and_the_next_one_apart()
    {
        var client = Given.AwaitingCode();
        var first = Attempt(client, Given.WrongCodeOf(client), Misses.None);
        var counted = Saved(first);

        var again = Saved(Attempt(client, Given.WrongCodeOf(client), counted, request: 8)); // another request that lost, at the same miss of the same code
        var second = Saved(Attempt(first.Next!, Given.WrongCodeOf(client), again, request: 8));

        Assert.Equal((1, 1, 2), (counted.Recent.Length, again.Recent.Length, second.Recent.Length));
        Assert.All(second.Recent, miss => Assert.Equal(client.Id, miss.Client));
    }

    [Fact]
    public void The_right_code_is_written_and_forgives_this_client_alone()
    {
        var client = Given.AwaitingCode();
        var others = Missed(2, TimeSpan.FromMinutes(-10));
        var own = others.Add(Given.Now, "mine", client.Id, LockoutRules.Default);

        Assert.Empty(Saved(Attempt(client, Given.CodeOf(client), Misses.None)).Recent);
        Assert.Equal(others.Recent, Saved(Attempt(client, Given.CodeOf(client), own)).Recent);
    }

    [Fact]
    public void The_right_code_of_somebody_who_may_not_sign_up_is_written_too()
    {
        var closed = Given.Instance with { Restrictions = Restrictions.None with { Allowlist = ContactList.TryParse("+4915112345678", out _)! } };
        var client = Given.AwaitingCode();

        var decision = SignUpFlow.Attempt(client, client.SignUp!.Id, new VerificationForm("email_code", Given.CodeOf(client)), Given.Facts(3, instance: closed));

        Assert.Equal("not_allowed_access", Assert.Single(decision.Errors).Code);
        Assert.IsType<Effect.SaveStrayMisses>(Assert.Single(decision.Effects));
    }

    [Fact]
    public void No_code_is_sent_to_a_locked_contact_where_the_one_before_was_missed()
    {
        var fresh = Given.AwaitingCode();
        var missed = Attempt(fresh, Given.WrongCodeOf(fresh), Misses.None).Next!;
        Decision<SignUp> Prepare(Client client) => SignUpFlow.Prepare(
            client, client.SignUp!.Id, new VerificationForm("email_code"), Facts(Missed(10), TimeSpan.FromSeconds(31), request: 4));

        var refused = Prepare(missed);

        Assert.Equal(("user_locked", 0), (Assert.Single(refused.Errors).Code, refused.Effects.Length));
        Assert.True(Prepare(fresh).IsAccepted); // nobody looked
    }

    [Fact]
    public void A_proven_contact_is_claimed_as_such_and_a_name_is_not()
    {
        var client = Given.AwaitingCode();
        var named = SignUpFlow.Update(client, client.SignUp!.Id, Given.Input(new SignUpForm { Username = "jane_doe" }), Given.Facts(4)).Next!;

        var complete = Given.Finished(Attempt(named, Given.CodeOf(named), Misses.None));

        Assert.Equal([true, false], complete.Effects.OfType<Effect.Claim>().Select(claim => claim.IsProven));
    }

    private static Misses Missed(int count, TimeSpan last = default) =>
        new([.. Enumerable.Range(1, count).Select(i => new Miss(Given.Now + last - TimeSpan.FromSeconds(count - i), $"{i}", ClientId.From("stranger")))]);

    private static Misses Saved(Decision<SignUp> decision)
    {
        var saved = Assert.IsType<Effect.SaveStrayMisses>(Assert.Single(decision.Effects));
        Assert.Equal((Address, MissedAt.SignUp), (saved.Identifier, saved.Where));
        return saved.Next;
    }

    private static Decision<SignUp> Attempt(Client client, Secret code, Misses misses, TimeSpan after = default, int request = 3) =>
        SignUpFlow.Attempt(client, client.SignUp!.Id, new VerificationForm("email_code", code), Facts(misses, after, request));

    private static Facts Facts(Misses misses, TimeSpan after, int request) =>
        Given.Facts(request, after) with { Account = new Account(null) { StrayMisses = misses } };
}
