using System.Security.Cryptography;
using CsCheck;
using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Tests.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.Tests.SignIns;

/// <summary>Any order of steps on one client, with and without providers: nobody is signed in without having shown what it takes.</summary>
public class ExternalWorldTests(ITestOutputHelper output)
{
    [Fact]
    public void M01_F06_F07_no_order_of_steps_gives_a_session_without_its_proofs()
    {
        var (sessions, byProvider, bySecond, handed, made) = (0, 0, 0, 0, 0);

        Gen.Int[0, 999_999].Array[1, 60].Sample(
            steps =>
            {
                var world = new World();
                foreach (var step in steps)
                    world.Do(step);
                Interlocked.Add(ref sessions, world.Sessions);
                Interlocked.Add(ref byProvider, world.ByProvider);
                Interlocked.Add(ref bySecond, world.BySecond);
                Interlocked.Add(ref handed, world.Handed);
                Interlocked.Add(ref made, world.Made);
            },
            output.WriteLine, iter: 6_000, print: steps => string.Join(' ', steps));

        output.WriteLine($"{sessions} sessions: {byProvider} by a provider, {bySecond} behind a second factor; {handed} accounts changed hands, {made} were made");
        Assert.True(Math.Min(Math.Min(byProvider, bySecond), Math.Min(handed, made)) > 50, "The steps that are made up lead nowhere.");
    }

    /// <summary>One browser, three accounts, two providers, and a record of what was shown on the browser that does not ask the flows.</summary>
    private sealed class World
    {
        private static readonly string[] Addresses = ["jane@example.com", "bob@example.com", "planted@example.com", "new@example.com"];
        private static readonly Instance Instance = GivenExternal.Social with { SingleSession = false };

        private readonly Dictionary<UserId, User> users = [];
        private readonly List<(ExternalIdentity Who, DateTimeOffset At)> said = [];
        private readonly HashSet<(SignInId, UserId)> first = [];
        private readonly HashSet<SignInId> byPassword = [];
        private readonly HashSet<SignInId> second = [];
        private Client? client;
        private DateTimeOffset now = Given.Now;
        private int requests;

        public World()
        {
            var guarded = GivenSignIn.WithSecondFactor with { Id = UserId.From("guarded") };
            var bob = GivenUser("bob", isVerified: true);
            var planted = GivenUser("planted", isVerified: false);
            foreach (var user in new[] { guarded.Linking(Identity(0, 0, true), Given.Now.AddDays(-1)), bob, planted })
                users.Add(user.Id, user);
        }

        public int Sessions { get; private set; }

        public int ByProvider { get; private set; }

        public int BySecond { get; private set; }

        public int Handed { get; private set; }

        public int Made { get; private set; }

        public void Do(int step)
        {
            var (what, which) = (step % 12, step / 12);
            now = now.AddSeconds(which % 7 == 0 ? 400 : 31);
            switch (what)
            {
                case 0:
                    Apply(SignInFlow.Create(client, GivenExternal.GoingIn, Facts() with { Departure = GivenExternal.Departure }));
                    break;
                case 1:
                    Apply(SignUpFlow.Create(
                        client, SignUpInput.Read(GivenExternal.GoingUp, Instance), Facts() with { Departure = GivenExternal.Departure }));
                    break;
                case 2 or 3:
                    Return(which);
                    break;
                case 4:
                    Apply(SignInFlow.Create(client, new SignInForm { Transfer = true }, About(ExternalTransfer.ToSignIn(client, now)?.Identity)));
                    break;
                case 5:
                    Apply(SignUpFlow.Create(
                        client, SignUpInput.Read(new SignUpForm { Transfer = "true" }, Instance), About(ExternalTransfer.ToSignUp(client, now)?.Identity)));
                    break;
                case 6:
                    Identify(Addresses[which % 4], (which / 4) % 3);
                    break;
                case 7 when client?.SignIn is { } signIn:
                    Apply(SignInFlow.PrepareFirstFactor(client, signIn.Id, new(which % 2 == 0 ? "email_code" : GivenExternal.Strategy), Behind()));
                    break;
                case 8 when client?.SignIn is { } signIn:
                    Apply(SignInFlow.PrepareSecondFactor(client, signIn.Id, new("phone_code"), Behind()));
                    break;
                case 9 or 10 when client?.SignIn is { } signIn:
                    Attempt(signIn, isSecond: what == 10, which);
                    break;
                default:
                    Change(which);
                    break;
            }
        }

        private static User GivenUser(string name, bool isVerified) => GivenSignIn.Jane with
        {
            Id = UserId.From(name),
            PhoneNumbers = [],
            PrimaryPhoneNumber = null,
            EmailAddresses =
            [
                GivenSignIn.Jane.EmailAddresses[0] with
                {
                    Value = $"{name}@example.com",
                    Verification = isVerified ? GivenSignIn.Jane.EmailAddresses[0].Verification : null,
                },
            ],
        };

        private static ExternalIdentity Identity(int subject, int address, bool isVerified) =>
            GivenExternal.Named($"subject {subject}", Addresses[address], isVerified);

        private void Return(int which)
        {
            ExternalWord word = which % 9 == 0
                ? new ExternalWord.Not(OAuthErrors.AccessDenied) : new ExternalWord.Is(Identity(which % 4, (which / 4) % 4, (which / 16) % 3 > 0));
            var who = (word as ExternalWord.Is)?.Identity;
            var isUp = (which / 48) % 2 == 0;
            var way = isUp ? client?.SignUp?.Collected.External : client?.SignIn?.External;
            var id = way?.Verification.Id ?? VerificationId.From("none");
            var facts = About(who);
            var answered = facts with { External = new ExternalAnswer((which / 96) % 9 == 0 ? VerificationId.From("another") : id, word) };

            // Sometimes without having been elected.
            if ((which / 96) % 5 > 0)
            {
                if (isUp)
                    Apply(SignUpFlow.Claim(client, id, facts));
                else
                    Apply(SignInFlow.Claim(client, id, facts));
            }

            // What counts as said is what this client was out for and was elected to hear.
            if (who is not null && way?.Stage is ExternalStage.Away && answered.External!.For == id && (which / 96) % 5 > 0)
                said.Add((who, now));
            if (isUp)
                Apply(SignUpFlow.Return(client, answered));
            else
                Apply(SignInFlow.Return(client, answered));
        }

        private void Identify(string address, int how)
        {
            var user = users.Values.FirstOrDefault(known => known.IsFoundBy(new TypedIdentifier(Fields.EmailAddress, address)));
            var form = new SignInForm { Identifier = address, Password = how == 1 ? new Secret("a password") : null, Strategy = how == 2 ? "email_code" : null };
            var facts = Facts(user) with { Account = new Account(user) { PasswordIsRight = now.Ticks % 3 == 0 } };
            if (user is not null && how == 1 && facts.Account!.PasswordIsRight is true)
            {
                first.Add((SignInId.From(facts.Entropy.Text("sign-in")), user.Id));
                byPassword.Add(SignInId.From(facts.Entropy.Text("sign-in")));
            }

            Apply(SignInFlow.Create(client, form, facts));
        }

        private void Attempt(SignIn signIn, bool isSecond, int which)
        {
            var user = signIn.User is { } id ? users.GetValueOrDefault(id) : null;
            var proof = signIn.State switch
            {
                SignInState.NeedsFirstFactor open => open.Proof,
                SignInState.NeedsSecondFactor open => open.Proof,
                _ => null,
            };
            var isRight = which % 3 > 0 && user is not null && proof is { Contact: not null }
                && SignInFactors.Destination(proof, signIn.State is SignInState.NeedsSecondFactor, user) is not null;
            var code = isRight ? GivenSignIn.CodeOf(client!, user!) : new Secret("not a code");
            if (isRight && isSecond && signIn.State is SignInState.NeedsSecondFactor)
                second.Add(signIn.Id);
            if (isRight && !isSecond && signIn.State is SignInState.NeedsFirstFactor)
                first.Add((signIn.Id, user!.Id));
            Apply(isSecond
                ? SignInFlow.AttemptSecondFactor(client, signIn.Id, new("phone_code", code), Behind())
                : SignInFlow.AttemptFirstFactor(client, signIn.Id, new(which % 4 == 0 ? GivenExternal.Strategy : "email_code", code), Behind()));
        }

        // What others do meanwhile.
        private void Change(int which)
        {
            var user = users.Values.ElementAt(which % users.Count);
            users[user.Id] = ((which / 8) % 4) switch
            {
                0 => user.CuttingSessions(now, null),
                1 => user with { ExternalAccounts = [] },
                2 when user.ExternalAccounts.Length < 5 && !users.Values.Any(other => other.Has(Identity(3, 0, true))) => user.Linking(Identity(3, 0, true), now),
                _ => user,
            };
        }

        private Facts Facts(User? user = null) => new()
        {
            Instance = Instance,
            Now = now,
            Entropy = new Entropy(SHA256.HashData(BitConverter.GetBytes(++requests))),
            Codes = Given.Codes,
            Account = new Account(user),
        };

        private Facts Behind() => Facts(client?.SignIn?.User is { } id ? users.GetValueOrDefault(id) : null);

        // As it is gathered: whom the account is linked to, else who has the proven address.
        private Facts About(ExternalIdentity? who)
        {
            var user = who is null ? null : users.Values.FirstOrDefault(known => known.Has(who))
                ?? (who.VerifiedAddress is { } address ? users.Values.FirstOrDefault(known => known.IsFoundBy(new TypedIdentifier(Fields.EmailAddress, address))) : null);
            var taken = who?.EmailAddress is { } other && users.Values.Any(known => known.IsFoundBy(new TypedIdentifier(Fields.EmailAddress, other)));
            return Facts(user) with { Taken = taken ? [Identifier.Of(Fields.EmailAddress, who!.EmailAddress!)] : [] };
        }

        private void Apply<TSubject>(Decision<TSubject> decision)
            where TSubject : class
        {
            foreach (var save in decision.Effects.OfType<Effect.SaveUser>())
            {
                if (save.Enters is { } session)
                    Judge(decision.Next!.SignIn!, users[save.Next.Id], save.Next, session);
                else
                    Assert.Equal(users[save.Next.Id].ExternalAccounts, save.Next.ExternalAccounts);
                users[save.Next.Id] = save.Next;
            }

            foreach (var create in decision.Effects.OfType<Effect.CreateUser>())
            {
                Judge(create.User);
                users.Add(create.User.Id, create.User);
            }

            client = decision.Next;
            if (client?.SignUp is { State: SignUpState.Completing } signUp)
                Apply(SignUpFlow.Complete(client, Facts() with { Taken = [.. signUp.Collected.Identifiers.Where(wanted => users.Values.Any(user => user.Identifiers.Contains(wanted)))] }));
            Assert.All(client?.Sessions ?? [], session => Assert.Contains(session.User, users.Keys));
        }

        private void Judge(SignIn signIn, User before, User after, Session session)
        {
            Sessions++;
            Assert.Equal(session.User, before.Id);
            var shown = first.Contains((signIn.Id, before.Id));
            var heard = said.Where(word => now - word.At < ExternalProof.TransferableFor + signIn.AbandonAt.Subtract(signIn.CreatedAt)).Any(word => Opens(word.Who, before));
            Assert.True(shown || heard, "Nothing was shown that opens this account.");
            Assert.True(!before.HasSecondFactor || second.Contains(signIn.Id), "The second factor was not shown.");
            BySecond += before.HasSecondFactor ? 1 : 0;
            ByProvider += shown ? 0 : 1;

            // What is linked was said here by a provider that has proven the address.
            foreach (var account in after.ExternalAccounts.Where(account => !before.ExternalAccounts.Any(old => old.Id == account.Id)))
                Assert.Contains(said, word => word.Who == account.Identity && word.Who.VerifiedAddress is not null);
            if (!before.IsWhollyUnproven || byPassword.Contains(signIn.Id))
                return;

            // The owner came, and nothing is left of what was planted.
            Handed++;
            Assert.True(after is { Password: null, IsProven: true } && after.HasCut(Session.Begin(SessionId.From("planted"), before.Id, before.CreatedAt, Instance.Sessions)));
        }

        private static bool Opens(ExternalIdentity who, User user) =>
            user.Has(who) || user.EmailAddresses.Any(address => address.Value == who.VerifiedAddress && !address.IsPending && (address.IsVerified || user.IsWhollyUnproven));

        private void Judge(User made)
        {
            Made++;
            Assert.All(made.ExternalAccounts, account => Assert.Contains(said, word => word.Who == account.Identity));
            Assert.All(made.EmailAddresses, address => Assert.Contains(said, word => word.Who.VerifiedAddress == address.Value));
            Assert.DoesNotContain(users.Values, user => user.Identifiers.Intersect(made.Identifiers).Any());
        }
    }
}
