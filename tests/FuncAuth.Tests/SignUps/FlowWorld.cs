using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.Password;
using FuncAuth.Testing.Models;
using FuncAuth.Users;

namespace FuncAuth.Tests.SignUps;

/// <summary>The flows with nothing around them: two clients in memory, and commits that never fail.</summary>
internal sealed class FlowWorld(ModelSettings settings) : SignUpWorld
{
    private readonly Instance instance = Given.Instance with
    {
        TestMode = false,
        SingleSession = settings.SingleSession,
        LegalConsent = settings.Attributes.Any(rule => rule is { Name: "legal_accepted", Enabled: true }),
        Codes = new CodeRules(TimeSpan.FromSeconds(settings.CodeSeconds), settings.MaxMisses, TimeSpan.FromSeconds(settings.ResendSeconds)),
        Attributes = new AttributeRules
        {
            EmailAddress = Rule(settings, "email_address"),
            PhoneNumber = Rule(settings, "phone_number"),
            Username = Rule(settings, "username"),
            Password = Rule(settings, "password"),
            FirstName = Rule(settings, "first_name"),
            LastName = Rule(settings, "last_name"),
        },
    };

    private readonly Client?[] clients = [null, null];
    private readonly List<SignUpId>[] attempts = [[], []];
    private readonly HashSet<Identifier> claims = [];
    private readonly Dictionary<Identifier, Misses> misses = [];
    private readonly Dictionary<UserId, User> users = [];
    private DateTimeOffset now = Given.Now;
    private int requests;

    public override DateTimeOffset Now => now;

    protected override Task<Seen> DoAsync(Call call, string? code) => Task.FromResult(call switch
    {
        Call.Wait wait => Wait(wait.Seconds),
        Call.SignOut => Commit(call.Browser, SessionFlow.EndAll(clients[call.Browser], Facts())),
        Call.Create create => Create(create),
        Call.Update update => Update(update),
        Call.Prepare prepare => Commit(call.Browser,
            SignUpFlow.Prepare(
                clients[call.Browser], Id(call.Browser, prepare.Which), new VerificationForm(prepare.Strategy), Facts(call.Browser, prepare.Which, prepare.Strategy))),
        Call.Attempt attempt => Commit(call.Browser,
            SignUpFlow.Attempt(
                clients[call.Browser], Id(call.Browser, attempt.Which), new VerificationForm(attempt.Strategy, code is null ? null : new Secret(code)),
                Facts(call.Browser, attempt.Which, attempt.Strategy))),
        Call.Show show => Commit(call.Browser, SignUpFlow.Show(clients[call.Browser], Id(call.Browser, show.Which)), isGet: true),
        _ => throw new System.Diagnostics.UnreachableException(),
    });

    protected override Task<string> SentAsync(int browser, string field, JsonElement signUp)
    {
        var attempt = clients[browser]!.SignUp!;
        var contact = attempt.Collected.ContactIn(field)!;
        var strategy = instance.Strategies.Playing<IFieldVerifier>().Single(verifier => verifier.Field == field);
        return Task.FromResult(SignUpCodes.Derive(attempt, strategy, contact, contact.Verification!, Given.Codes)!.Reveal());
    }

    protected override void Check(SignUpModel model)
    {
        Assert.Equal(model.Accounts.Select(account => Identifier.Of(account.Field, account.Value)).ToHashSet(), claims);
        Assert.Equal(model.Users, users.Count);
    }

    private Seen Wait(int seconds)
    {
        now = now.AddSeconds(seconds);
        return new Seen(200, [], null, null);
    }

    private Seen Create(Call.Create call)
    {
        var (input, facts) = Read(call.Form);
        var decision = SignUpFlow.Create(clients[call.Browser], input, facts);
        if (decision.Subject is { } begun)
            attempts[call.Browser].Add(begun.Id);
        return Commit(call.Browser, decision);
    }

    private Seen Update(Call.Update call)
    {
        var (input, facts) = Read(call.Form);
        return Commit(call.Browser, SignUpFlow.Update(clients[call.Browser], Id(call.Browser, call.Which), input, facts));
    }

    private (SignUpInput Input, Facts Facts) Read(ImmutableArray<Input> form)
    {
        string? Sent(string field) => form.FirstOrDefault(input => input.Field == field)?.Sent;
        var input = SignUpInput.Read(
            new SignUpForm
            {
                EmailAddress = Sent("email_address"),
                PhoneNumber = Sent("phone_number"),
                Username = Sent("username"),
                Password = Sent("password") is { } password ? new Secret(password) : null,
                FirstName = Sent("first_name"),
                LastName = Sent("last_name"),
                LegalAccepted = Sent("legal_accepted"),
            },
            instance);
        return (input, Facts() with { Taken = [.. input.Identifiers.Where(claims.Contains)], PasswordHash = input.Password is null ? null : "hash", Tried = TriedWords.InVain });
    }

    private Seen Commit<TSubject>(int browser, Decision<TSubject> decision, bool isGet = false)
        where TSubject : class
    {
        clients[browser] = decision.Next;
        foreach (var counted in decision.Effects.OfType<Effect.SaveStrayMisses>())
            misses[counted.Identifier] = counted.Next;
        if (decision is Decision<SignUp> { Subject.State: SignUpState.Completing })
        {
            // As the pipeline claims: one after the other, up to the first that is somebody else's.
            var complete = SignUpFlow.Complete(
                decision.Next!, Facts() with { Taken = [.. decision.Next!.SignUp!.Collected.Identifiers.Where(claims.Contains).Take(1)] });
            claims.UnionWith(complete.Effects.OfType<Effect.Claim>().Select(claim => claim.Identifier));
            foreach (var created in complete.Effects.OfType<Effect.CreateUser>())
                users.Add(created.User.Id, created.User);
            return Commit(browser, complete);
        }

        var client = decision.Next is null || (isGet && !decision.IsAccepted) ? null : ClientResource.From(decision.Next, users, _ => "token", instance, now);
        var signUp = decision.Subject is SignUp shown ? SignUpResource.From(shown, instance, now) : null;
        var envelope = JsonSerializer.SerializeToElement(new Envelope<SignUpResource>(signUp, client), WireJson.Default.EnvelopeSignUpResource);
        return new Seen(
            decision.IsAccepted ? 200 : decision.Errors[0].Status,
            [.. decision.Errors.Select(error => error.ParamName is null ? error.Code : $"{error.Code} {error.ParamName}")],
            envelope.GetProperty("response"), envelope.GetProperty("client"));
    }

    private SignUpId Id(int browser, Which which) => (which switch
    {
        Which.Latest => attempts[browser].LastOrDefault(),
        Which.Earlier => attempts[browser].SkipLast(1).LastOrDefault(),
        _ => attempts[1 - browser].LastOrDefault(),
    }) is { Value: not null } id ? id : SignUpId.From("nobody");

    private Facts Facts(int browser, Which which, string? strategy)
    {
        var about = SignUpMisses.About(clients[browser], Id(browser, which), new VerificationForm(strategy), instance);
        return Facts() with
        {
            Account = new Account(null) { StrayMisses = about is { Identifier: var contact } && misses.TryGetValue(contact, out var counted) ? counted : Misses.None },
        };
    }

    // Every request has randomness of its own, the same in every run of the case.
    private Facts Facts() => new()
    {
        Instance = instance,
        Now = now,
        Entropy = new Entropy(SHA256.HashData(BitConverter.GetBytes(++requests))),
        Codes = Given.Codes,
    };

    private static AttributeRule Rule(ModelSettings settings, string name)
    {
        var rule = settings.Attributes.Single(rule => rule.Name == name);
        return rule.Enabled ? new AttributeRule(true, rule.Required, rule.Proven) : AttributeRule.Off;
    }
}
