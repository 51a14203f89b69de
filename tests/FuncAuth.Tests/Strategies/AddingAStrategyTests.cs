using System.Text.Json;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Tests.Users;
using FuncAuth.Users;

namespace FuncAuth.Tests.Strategies;

/// <summary>A strategy that does not exist is added as docs/adding-a-strategy.md says, and nothing else: everything else comes of itself.</summary>
public class AddingAStrategyTests
{
    private const string Name = "pigeon_code";

    private static readonly Instance Instance = Given.Instance with
    {
        Strategies = new StrategyCatalog(StrategyCatalog.All.Strategies.Add(new PigeonCode())),
        SignIns = Given.Instance.SignIns with { FirstFactors = [.. Given.Instance.SignIns.FirstFactors, Name] },
    };

    [Fact]
    public void It_is_announced()
    {
        var attribute = JsonSerializer.SerializeToElement(EnvironmentResource.From(Instance), EnvironmentJson.Default.EnvironmentResource)
            .GetProperty("user_settings").GetProperty("attributes").GetProperty("email_address");

        Assert.Contains(Name, attribute.GetProperty("verifications").EnumerateArray().Select(strategy => strategy.GetString()));
        Assert.Contains(Name, attribute.GetProperty("first_factors").EnumerateArray().Select(strategy => strategy.GetString()));
    }

    [Fact]
    public void It_verifies_a_field_of_a_sign_up()
    {
        var client = Given.Gathering();

        var prepared = SignUpFlow.Prepare(client, client.SignUp!.Id, new VerificationForm(Name), Facts(2));

        Assert.Equal(Name, prepared.Next!.SignUp!.Collected.EmailAddress!.Verification!.Strategy);
        var sent = Delivered(prepared, prepared.Next, null);
        var attempted = SignUpFlow.Attempt(prepared.Next, client.SignUp.Id, new VerificationForm(Name, new Secret(sent.Code!)), Facts(3));
        Assert.IsType<SignUpState.Completing>(attempted.Subject!.State);
    }

    [Fact]
    public void It_verifies_a_contact()
    {
        var added = ContactFlow.Add(GivenUser.Client, GivenUser.Jane, Fields.EmailAddress, "fresh@example.com", Facts(1));
        var prepared = ContactFlow.Prepare(GivenUser.Client, added.After(GivenUser.Jane), Fields.EmailAddress, added.Subject!.Id, Name, Facts(2));
        var user = prepared.After(GivenUser.Jane);

        var sent = Delivered(prepared, null, user);

        Assert.Equal("fresh@example.com", sent.To);
        Assert.True(ContactFlow.Attempt(GivenUser.Client, user, Fields.EmailAddress, added.Subject.Id, new Secret(sent.Code!), Facts(3)).IsAccepted);
    }

    [Fact]
    public void It_is_a_first_factor()
    {
        var account = new Account(GivenUser.Jane);

        var begun = SignInFlow.Create(null, new SignInForm { Identifier = "jane@example.com", Strategy = Name }, Facts(1) with { Account = account });

        Assert.Contains(SignInFactors.First(begun.Subject!, GivenUser.Jane, Instance), factor => factor.Strategy == Name);
        var sent = Delivered(begun, begun.Next, GivenUser.Jane);
        var attempted = SignInFlow.AttemptFirstFactor(
            begun.Next, begun.Subject!.Id, new FactorAttempt(Name, Code: new Secret(sent.Code!)), Facts(3) with { Account = account });
        Assert.IsType<SignInState.Complete>(attempted.Subject!.State);
    }

    private static Facts Facts(int request) => Given.Facts(request, instance: Instance);

    private static OutgoingMessage Delivered<TSubject>(Decision<TSubject> decision, FuncAuth.Clients.Client? client, User? user)
        where TSubject : class
    {
        var order = Assert.Single(decision.Effects.OfType<Effect.Send>()).Order;
        return Assert.IsType<Delivery.Send>(DeliveryFlow.Decide(order, client, Facts(9) with { Account = new Account(user) })).Message;
    }

    private sealed class PigeonCode : IFieldVerifier, IFirstFactor
    {
        public string Name => AddingAStrategyTests.Name;

        public string Field => Fields.EmailAddress;

        public Channel Channel => Channel.Email;

        public bool IsTestDestination(string destination) => false;

        public IEnumerable<Factor> Offer(FactorSource source) =>
            source.Contacts.Where(contact => contact.Field == Field).Select(contact => new Factor(Name, contact));
    }
}
