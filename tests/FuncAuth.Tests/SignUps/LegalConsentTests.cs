using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.SignUps;
using FuncAuth.Users;

namespace FuncAuth.Tests.SignUps;

public class LegalConsentTests
{
    private static readonly Instance Asking = Given.Instance with
    {
        LegalConsent = true,
        Attributes = Given.Instance.Attributes with { EmailAddress = new AttributeRule(Enabled: true, Required: true, VerifyAtSignUp: false) },
    };

    private static Decision<SignUp> Create(SignUpForm form, Instance instance) =>
        SignUpFlow.Create(null, SignUpInput.Read(form, instance), Given.Facts(instance: instance));

    private static Decision<SignUp> Update(Client client, SignUpForm form, Instance instance, TimeSpan after) =>
        SignUpFlow.Update(client, client.SignUp!.Id, SignUpInput.Read(form, instance), Given.Facts(2, after, instance));

    [Fact]
    public void Where_it_is_asked_for_it_is_the_last_required_field_and_missing_until_it_is_given()
    {
        var form = new SignUpForm { EmailAddress = "jane@example.com", Password = new Secret("correct horse") };

        var decision = Create(form, Asking);
        var accepted = Given.Finished(Update(decision.Next!, new SignUpForm { LegalAccepted = "true" }, Asking, TimeSpan.FromMinutes(1)));

        var shown = SignUpResource.From(decision.Subject!, Asking, Given.Now);
        Assert.Equal(["email_address", "password", "legal_accepted"], shown.RequiredFields);
        Assert.Equal(["legal_accepted"], shown.MissingFields);
        Assert.Null(shown.LegalAcceptedAt);
        Assert.Equal("missing_requirements", shown.Status);
        Assert.IsType<SignUpState.Complete>(accepted.Subject!.State);
        var at = Given.Now.AddMinutes(1);
        Assert.Equal(at.ToUnixTimeMilliseconds(), SignUpResource.From(accepted.Subject, Asking, at).LegalAcceptedAt);
        var user = accepted.Effects.OfType<Effect.CreateUser>().Single().User;
        Assert.Equal(at, user.LegalAcceptedAt);
        Assert.Equal(at.ToUnixTimeMilliseconds(), UserResource.From(user, Asking, at).LegalAcceptedAt);
    }

    [Fact]
    public void The_first_yes_counts()
    {
        var client = Create(new SignUpForm { LegalAccepted = " True " }, Asking).Next!;

        var again = Update(client, new SignUpForm { LegalAccepted = "true" }, Asking, TimeSpan.FromHours(1));

        Assert.Equal(Given.Now, again.Subject!.Collected.LegalAcceptedAt);
    }

    [Theory]
    [InlineData("false", "legal_not_accepted")]
    [InlineData("", "legal_not_accepted")]
    [InlineData(" ", "legal_not_accepted")]
    [InlineData("yes", "form_param_type_invalid")]
    [InlineData("1", "form_param_type_invalid")]
    [InlineData("true,true", "form_param_type_invalid")]
    public void Anything_but_a_yes_is_refused_and_nothing_of_the_form_is_kept(string sent, string code)
    {
        var client = Create(new SignUpForm { LegalAccepted = "true" }, Asking).Next!;

        var decision = Update(client, new SignUpForm { LegalAccepted = sent, FirstName = "Jane" }, Asking, TimeSpan.FromMinutes(1));

        Assert.Equal((422, code, "legal_accepted"), (decision.Errors.Single().Status, decision.Errors.Single().Code, decision.Errors.Single().ParamName));
        Assert.Same(client, decision.Next);
    }

    [Fact]
    public void Where_nobody_asks_a_yes_is_kept_all_the_same_and_its_absence_is_nothing()
    {
        var client = Create(new SignUpForm { LegalAccepted = "true" }, Given.Instance).Next!;
        var taken = Update(client, new SignUpForm { LegalAccepted = "" }, Given.Instance, TimeSpan.FromMinutes(1));
        var silent = Update(client, new SignUpForm { FirstName = "Jane" }, Given.Instance, TimeSpan.FromMinutes(1));

        Assert.Equal(Given.Now, client.SignUp!.Collected.LegalAcceptedAt);
        Assert.Null(taken.Subject!.Collected.LegalAcceptedAt);
        Assert.Equal(Given.Now, silent.Subject!.Collected.LegalAcceptedAt);
        var shown = SignUpResource.From(silent.Subject, Given.Instance, Given.Now);
        Assert.DoesNotContain("legal_accepted", shown.RequiredFields.Concat(shown.OptionalFields).Concat(shown.MissingFields));
    }
}
