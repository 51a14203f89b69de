using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tests;

/// <summary>Values to begin with.</summary>
internal static class Given
{
    /// <summary>Not on the millisecond: what is stored must come back to the tick.</summary>
    public static readonly DateTimeOffset Now = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero).AddTicks(1_234_567);

    /// <summary>The settings of a local host, as far as they count here.</summary>
    public static Instance Instance { get; } = new()
    {
        ApplicationName = "Test app",
        IsDevelopment = true,
        PublishableKey = PublishableKey.For("127.0.0.1:7071", isDevelopment: true),
        AllowedOrigins = AllowedOrigins.TryParse("http://localhost:*", out _)!,
        TestMode = true,
        SingleSession = true,
        Attributes = new AttributeRules
        {
            EmailAddress = AttributeRule.Off,
            PhoneNumber = AttributeRule.Off,
            Username = AttributeRule.Off,
            Password = AttributeRule.Off,
            FirstName = AttributeRule.Off,
            LastName = AttributeRule.Off,
        },
        Codes = CodeRules.Default,
        Passwords = PasswordRules.Default,
        Sessions = SessionRules.Default,
    };

    private static int count;

    public static Client Client(string? name = null) => new()
    {
        Id = ClientId.From(name ?? Fresh()),
        TokenHash = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    public static SignUp SignUp(string? name = null, string email = "ada@example.com", string? username = null) => new(
        SignUpId.From(name ?? Fresh()), Now, Now.AddHours(24),
        new Collected { EmailAddress = new Contact(email), Username = username, HasPassword = true, PasswordHash = "$argon2id$…" },
        new SignUpState.Gathering());

    public static Session Session(string? name = null, string? user = null) => new(
        SessionId.From(name ?? Fresh()), UserId.From(user ?? "ada"), Now, Now, Now, Now.AddDays(7), Now.AddDays(30), Now);

    public static User User(SignUp signUp, DateTimeOffset? now = null) => Users.User.From(signUp, now ?? Now);

    public static Identifier Email(string value = "ada@example.com") => new(Fields.EmailAddress, value);

    public static Identifier Username(string value) => Identifier.Of(Fields.Username, value);

    public static MessageOrder Order(Channel channel = Channel.Email) => new(
        channel, new MessageSubject.SignUpCode(ClientId.From("client"), SignUpId.From("sign-up"), Fields.EmailAddress), VerificationId.From("verification"),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    /// <summary>The code for a contact.</summary>
    public static MessageOrder ContactCode(Channel channel = Channel.Sms) => new(
        channel, new MessageSubject.ContactCode(UserId.From("ada"), IdentificationId.From("phone")), VerificationId.From("verification"),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    /// <summary>Word of a change.</summary>
    public static MessageOrder Notice(NoticeKind kind = NoticeKind.PasswordChanged) => new(
        Channel.Email, new MessageSubject.Notice(UserId.From("ada"), kind, IdentificationId.From("email"), new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero)),
        VerificationId.From("verification"), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    public static OutgoingMessage Message(Channel channel = Channel.Email) => new(
        VerificationId.From("verification").Value, channel, channel is Channel.Email ? "ada@example.com" : "+12015550123",
        channel is Channel.Email ? "424242 is your code" : "", "Your code: 424242", channel is Channel.Email ? "<p>424242</p>" : null, "424242", null);

    private static string Fresh() => $"given {Interlocked.Increment(ref count)}";

    /// <summary>Clients and users with everything in them, in all combinations of present and absent.</summary>
    public sealed class Any(int seed)
    {
        private static readonly string[] Texts =
            ["", "Ada", "Ünï cödé", "日本語", "🦊🦉", "a\"b\\c", "line\r\nbreak\t", "{\"a\":[1,null,\"<&>'\"]}", "\u0001\u001f\u007f", "ﷺ\u200d"];

        private readonly Random random = new(seed);

        public Client Client()
        {
            ImmutableArray<Session> sessions = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Session())];
            return new Client
            {
                Id = ClientId.From(Key()),
                TokenHash = Text(),
                CreatedAt = Time(),
                UpdatedAt = Time(),
                SignUp = Maybe(() => SignUp()),
                SignIn = Maybe(SignIn),
                ReplacedSignIns = [.. Enumerable.Range(0, random.Next(4)).Select(_ => SignInId.From(Key()))],
                KnownUsers = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new KnownUser(UserId.From(Key()), Misses(), Chance() ? Time() : default))],
                ReplacedSignUps = [.. Enumerable.Range(0, random.Next(4)).Select(_ => SignUpId.From(Key()))],
                Sessions = sessions,
                LastActiveSession = sessions.IsEmpty ? null : sessions[^1].Id,
                LastAuthenticationStrategy = Maybe(Text),
            };
        }

        public User User()
        {
            ImmutableArray<EmailAddress> addresses = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new EmailAddress(Identification(), Text(), Maybe(Verification), Time())
            {
                IsPending = Chance(),
                UpdatedAt = Time(),
            })];
            return new User
            {
                Id = UserId.From(Key()),
                CreatedAt = Time(),
                UpdatedAt = Time(),
                Username = Maybe(Text),
                FirstName = Maybe(Text),
                LastName = Maybe(Text),
                EmailAddresses = addresses,
                PhoneNumbers = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new PhoneNumber(Identification(), Text(), Maybe(Verification), Time())
                {
                    ReservedForSecondFactor = Chance(),
                    IsDefaultSecondFactor = Chance(),
                    IsPending = Chance(),
                    UpdatedAt = Time(),
                })],
                Misses = Misses(),
                ContactMisses = Misses(),
                KnownMisses = Maybe(() => new KnownMisses(random.Next(100), Time(), Text())),
                CodesSent = new CodesSent([.. Enumerable.Range(0, random.Next(4)).Select(_ => new CodeSent(Text(), Time()))]),
                RemovedContacts = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new RemovedContact(Identification(), Text(), Text(), Time()))],
                SessionsCut = Maybe(() => new SessionCut(Time(), Chance() ? SessionId.From(Key()) : null)),
                Locale = Maybe(Text),
                PrimaryEmailAddress = addresses.IsEmpty ? null : addresses[0].Id,
                PrimaryPhoneNumber = Chance() ? Identification() : null,
                Password = Maybe(() => new PasswordCredential(Text(), Time())),
                UnsafeMetadata = Text(),
                LastSignInAt = Chance() ? Time() : null,
                LegalAcceptedAt = Chance() ? Time() : null,
                MfaEnabledAt = Chance() ? Time() : null,
                MfaDisabledAt = Chance() ? Time() : null,
                ExternalAccounts = [.. Enumerable.Range(0, random.Next(4)).Select(_ => ExternalAccount())],
            };
        }

        public Session Session() => new(
            SessionId.From(Key()), UserId.From(Key()), Time(), Time(), Time(), Time(), Time(), Time(),
            Chance() ? Time() : null,
            random.Next(4) switch { 0 => null, 1 => SessionEnd.Ended, 2 => SessionEnd.Removed, _ => SessionEnd.Revoked })
        {
            Device = Maybe(() => new Device(Maybe(Text), Chance(), Maybe(Text), Maybe(Text), Maybe(Text))),
        };

        private SignUp SignUp() => new(
            SignUpId.From(Key()), Time(), Time(),
            new Collected
            {
                EmailAddress = Maybe(Contact),
                PhoneNumber = Maybe(Contact),
                Username = Maybe(Text),
                PasswordHash = Maybe(Text),
                HasPassword = Chance(),
                FirstName = Maybe(Text),
                LastName = Maybe(Text),
                UnsafeMetadata = Text(),
                Locale = Maybe(Text),
                LegalAcceptedAt = Chance() ? Time() : null,
                External = Maybe(External),
            },
            Chance() ? new SignUpState.Gathering() : new SignUpState.Complete(UserId.From(Key()), SessionId.From(Key())));

        private SignIn SignIn() => new(
            SignInId.From(Key()), Time(), Time(), Chance() ? new TypedIdentifier(Text(), Text()) : null, Chance() ? UserId.From(Key()) : null,
            random.Next(5) switch
            {
                0 => new SignInState.NeedsIdentifier(),
                1 => new SignInState.NeedsFirstFactor(Maybe(Proof)),
                2 => new SignInState.NeedsSecondFactor(Proof(), Maybe(Proof)),
                3 => new SignInState.NeedsNewPassword(Proof()),
                _ => new SignInState.Complete(Proof(), Maybe(Proof), SessionId.From(Key())),
            })
        {
            External = Maybe(External),
        };

        private ExternalAccount ExternalAccount() => new(ExternalAccountId.From(Key()), Strategy(), Maybe(ExternalIdentity), Time())
        {
            VerifiedAt = Chance() ? Time() : null,
            UpdatedAt = Time(),
            Proof = Maybe(External),
            Session = Chance() ? SessionId.From(Key()) : null,
        };

        private ExternalProof External()
        {
            var page = Text();
            return new ExternalProof(Verification(), page, Chance() ? page : Text(), random.Next(4) switch
            {
                0 => new ExternalStage.Away(),
                1 => new ExternalStage.Returning(Text()),
                2 => new ExternalStage.Proven(ExternalIdentity(), Chance()),
                _ => new ExternalStage.Failed(Text()),
            });
        }

        // What an identity leaves out need not be kept: only what it has is in these.
        private ExternalIdentity ExternalIdentity() => new(Strategy(), $"{Key()}|Ünï")
        {
            EmailAddress = Maybe(() => $"{Key()}@example.com"),
            EmailAddressIsVerified = Chance(),
            FirstName = Maybe(Text),
            LastName = Maybe(Text),
            Username = Maybe(Text),
            ImageUrl = Maybe(() => $"https://pictures.example/{Key()}"),
            Scopes = Chance() ? "" : $"openid {Key()}",
        };

        private string Strategy() => Chance() ? "oauth_google" : "oauth_acme_2";

        private FactorProof Proof() => new(Verification(), Maybe(Text), Chance() ? Identification() : null);

        private Misses Misses() => new([.. Enumerable.Range(0, random.Next(4)).Select(_ => new Miss(Time(), Text(), ClientId.From(Text())))]);

        private Contact Contact() => new(Text(), Maybe(Verification));

        private Verification Verification() => new(
            VerificationId.From(Key()), Text(), Text(), Time(), Time(), random.Next(5), Chance() ? Time() : null);

        private IdentificationId Identification() => IdentificationId.From(Key());

        private bool Chance() => random.Next(2) == 0;

        private T? Maybe<T>(Func<T> make)
            where T : class => Chance() ? make() : null;

        private string Key() => random.NextInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);

        private string Text() => Texts[random.Next(Texts.Length)];

        private DateTimeOffset Time() => new(random.NextInt64(new DateTime(1970, 1, 1).Ticks, new DateTime(2100, 1, 1).Ticks), TimeSpan.Zero);
    }
}
