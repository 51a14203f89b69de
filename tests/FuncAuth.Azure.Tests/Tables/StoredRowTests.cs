using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using FuncAuth.Azure.Tables;
using FuncAuth.Clients;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tests.Tables;

/// <summary>
/// One stored example of every version of every row, in <c>Rows/</c>. They are never edited: what is in somebody's tables cannot be either.
/// A new version adds a file, a case in the row's <c>Read</c>, and a line here.
/// </summary>
public class StoredRowTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private static readonly Verification Proven = new(
        VerificationId.From("proven"), "email_code", "k1", At, At.AddMinutes(10), Misses: 1, VerifiedAt: At.AddMinutes(2).AddTicks(3));

    private static readonly Verification Open = new(
        VerificationId.From("open"), "phone_code", "k2", At, At.AddMinutes(10), Misses: 0, VerifiedAt: null);

    private static readonly SignUp Gathering = new(
        SignUpId.From("gathering"), At, At.AddHours(24),
        new Collected
        {
            EmailAddress = new Contact("ada@example.com", Proven),
            PhoneNumber = new Contact("+12015550123", Open),
            Username = "ada",
            PasswordHash = "$argon2id$v=19$m=19456,t=2,p=1,keyid=cDE$c2FsdHNhbHRzYWx0c2FsdA$aGFzaA",
            HasPassword = true,
            FirstName = "Ada",
            LastName = "Löwenherz",
            UnsafeMetadata = """{"theme":"dark","tags":["a","ü"]}""",
            Locale = "de-AT",
            LegalAcceptedAt = At.AddMinutes(1),
        },
        new SignUpState.Gathering());

    private static readonly SignUp Complete = new(
        SignUpId.From("complete"), At, At.AddHours(24),
        new Collected { EmailAddress = new Contact("ada@example.com", Proven), HasPassword = true },
        new SignUpState.Complete(UserId.From("ada"), SessionId.From("session")));

    private static readonly ImmutableArray<Session> Sessions =
    [
        new(SessionId.From("ended"), UserId.From("ada"), At, At.AddHours(2), At.AddHours(1), At.AddDays(7), At.AddDays(30), At, At.AddSeconds(30), SessionEnd.Removed),
        new(SessionId.From("active"), UserId.From("ada"), At, At, At, At.AddDays(7), At.AddDays(30), At)
        {
            Device = new Device("iPhone", IsMobile: true, "Safari", "26.0", "2001:db8::1"),
        },
    ];

    private static readonly FactorProof ByMail = new(Proven, Fields.EmailAddress, IdentificationId.From("email"));

    private static readonly FactorProof BySms = new(Open, Fields.PhoneNumber, IdentificationId.From("phone"));

    private static readonly SignIn SignIn = new(
        SignInId.From("sign-in"), At, At.AddHours(24), new TypedIdentifier(Fields.EmailAddress, "ada@example.com"), UserId.From("ada"),
        new SignInState.NeedsFirstFactor(ByMail));

    // One for each state, with everything in it and with nothing that need not be.
    private static readonly (string Name, SignIn SignIn)[] SignIns =
    [
        ("identifier", SignIn with { Identifier = null, User = null, State = new SignInState.NeedsIdentifier() }),
        ("first-factor", SignIn),
        ("stray", SignIn with { User = null, State = new SignInState.NeedsFirstFactor() }),
        ("second-factor", SignIn with { State = new SignInState.NeedsSecondFactor(ByMail, BySms) }),
        ("new-password", SignIn with { State = new SignInState.NeedsNewPassword(ByMail) }),
        ("complete", SignIn with { State = new SignInState.Complete(ByMail, BySms, SessionId.From("active")) }),
    ];

    private static readonly Misses Misses = new(
    [
        new Miss(At, "0af7651916cd43dd8448eb211c80319c", ClientId.From("client")),
        new Miss(At.AddSeconds(5).AddTicks(1), "b7ad6b71692033310af7651916cd43dd", ClientId.From("client")),
    ]);

    private static readonly Client Client = new()
    {
        Id = ClientId.From("client"),
        TokenHash = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
        CreatedAt = At,
        UpdatedAt = At.AddMilliseconds(1),
        SignUp = Complete,
        ReplacedSignUps = [Gathering.Id],
        Sessions = Sessions,
        LastActiveSession = Sessions[1].Id,
        LastAuthenticationStrategy = "password",
        SignIn = SignIns[^1].SignIn,
        ReplacedSignIns = [SignInId.From("replaced")],
        KnownUsers = [new KnownUser(UserId.From("eve"), Misses.None), new KnownUser(UserId.From("ada"), Misses, At.AddMinutes(3))],
    };

    private static readonly User User = new()
    {
        Id = UserId.From("ada"),
        CreatedAt = At,
        UpdatedAt = At.AddDays(1),
        Username = "ada",
        FirstName = "Ada",
        LastName = "Löwenherz",
        EmailAddresses = [new EmailAddress(IdentificationId.From("email"), "ada@example.com", Proven, At)],
        PhoneNumbers =
        [
            new PhoneNumber(IdentificationId.From("phone"), "+12015550123", null, At),
            new PhoneNumber(IdentificationId.From("second"), "+12015550124", Proven, At) { ReservedForSecondFactor = true, IsDefaultSecondFactor = true },
        ],
        PrimaryEmailAddress = IdentificationId.From("email"),
        PrimaryPhoneNumber = IdentificationId.From("phone"),
        Password = new PasswordCredential("$argon2id$v=19$m=19456,t=2,p=1,keyid=cDE$c2FsdHNhbHRzYWx0c2FsdA$aGFzaA", At),
        UnsafeMetadata = """{"theme":"dark"}""",
        LastSignInAt = At.AddDays(1),
        LegalAcceptedAt = At.AddMinutes(1),
        Locale = "de-AT",
        Misses = Misses,
        SessionsCut = new SessionCut(At.AddDays(1), SessionId.From("active")),
    };

    private static readonly User Guessed = User with { KnownMisses = new KnownMisses(7, At, "0af7651916cd43dd8448eb211c80319c") };

    private static readonly User Adding = User with
    {
        EmailAddresses = User.EmailAddresses.Add(new EmailAddress(IdentificationId.From("old"), "old@example.com", null, At) { IsPending = true }),
        CodesSent = new CodesSent([new CodeSent(Identifier.Of(Fields.EmailAddress, "old@example.com").Key, At)]),
    };

    private static readonly ExternalIdentity AdaAtAcme = new("oauth_acme", "ada-1")
    {
        EmailAddress = "ada@example.com",
        EmailAddressIsVerified = true,
        FirstName = "Ada",
        LastName = "Löwenherz",
        Username = "ada",
        ImageUrl = "https://acme.example/ada.png",
        Scopes = "openid email",
    };

    private static readonly Verification Out = new(
        VerificationId.From("out"), "oauth_acme", "k1", At, At.AddMinutes(10), Misses: 0, VerifiedAt: null);

    private static readonly ExternalProof Away = new(Out, "https://app.example/sso", "https://app.example/", new ExternalStage.Away());

    private static readonly ExternalProof AtAcme = Away with { Verification = Out with { VerifiedAt = At.AddMinutes(1) }, Stage = new ExternalStage.Proven(AdaAtAcme) };

    // One for each stage: on a sign-in, on a sign-up, on a user.
    private static readonly (string Name, SignIn SignIn)[] SignInsByProvider =
    [
        ("away", SignIns[0].SignIn with { External = Away }),
        ("returning", SignIns[0].SignIn with { External = Away with { Stage = new ExternalStage.Returning("0af7651916cd43dd8448eb211c80319c") } }),
        ("failed", SignIns[0].SignIn with { External = Away with { CompleteUrl = Away.RedirectUrl, Stage = new ExternalStage.Failed("oauth_access_denied") } }),
        ("transferable", SignIns[0].SignIn with { External = AtAcme with { Stage = new ExternalStage.Proven(AdaAtAcme, IsTransferable: true) } }),
        ("external_second-factor", SignIn with
        {
            Identifier = null,
            State = new SignInState.NeedsSecondFactor(new FactorProof(AtAcme.Verification)),
            External = AtAcme,
        }),
    ];

    private static readonly SignUp GatheringByProvider = Gathering with
    {
        Collected = new Collected
        {
            EmailAddress = new Contact("ada@example.com", Proven with { Strategy = "from_oauth_acme" }),
            External = AtAcme with { Stage = new ExternalStage.Proven(new ExternalIdentity("oauth_acme", "ada-1")) },
        },
    };

    private static readonly User Linked = User with
    {
        ExternalAccounts =
        [
            new ExternalAccount(ExternalAccountId.From("linked"), "oauth_acme", AdaAtAcme, At)
            {
                VerifiedAt = At.AddDays(1),
                UpdatedAt = At.AddDays(1),
                Proof = Away with { Stage = new ExternalStage.Failed("oauth_access_denied") },
                Session = SessionId.From("active"),
            },
            new ExternalAccount(ExternalAccountId.From("pending"), "oauth_other", Identity: null, At) { Proof = Away, Session = SessionId.From("active") },
            new ExternalAccount(ExternalAccountId.From("bare"), "oauth_third", new ExternalIdentity("oauth_third", "1"), At) { VerifiedAt = At },
        ],
    };

    [Fact]
    public void The_first_version_of_a_client_is_still_read()
    {
        var root = ClientRow.Read(Example("Client.v1"));
        var signUp = SignUpRow.Read(Example("SignUp.v1.complete")).ToSignUp();
        var signIn = SignInRow.Read(Example("SignIn.v1.complete")).ToSignIn();
        ImmutableArray<Session> sessions =
        [
            SessionRow.Read(Example("Session.v1.removed")).ToSession(Sessions[0].Id),
            SessionRow.Read(Example("Session.v1.active")).ToSession(Sessions[1].Id),
        ];

        Assert.Equal(Described.Of(Client), Described.Of(root.ToClient(Client.Id, signUp, signIn, sessions)));
        Assert.True(Row.IsSameWrite(Example("Client.v1"), ClientRow.Write(Client, "request-1")));
    }

    [Fact]
    public void The_first_version_of_a_sign_up_is_still_read()
    {
        Assert.Equal(Described.Of(Gathering), Described.Of(SignUpRow.Read(Example("SignUp.v1.gathering")).ToSignUp()));
        Assert.Equal(Described.Of(Gathering with { State = new SignUpState.Completing() }), Described.Of(SignUpRow.Read(Example("SignUp.v1.completing")).ToSignUp()));
    }

    [Fact]
    public void The_first_version_of_a_sign_in_is_still_read()
    {
        foreach (var (name, signIn) in SignIns)
            Assert.Equal(Described.Of(signIn), Described.Of(SignInRow.Read(Example($"SignIn.v1.{name}")).ToSignIn()));
    }

    [Fact]
    public void The_first_version_of_what_has_to_do_with_providers_is_still_read()
    {
        foreach (var (name, signIn) in SignInsByProvider)
            Assert.Equal(Described.Of(signIn), Described.Of(SignInRow.Read(Example($"SignIn.v1.{name}")).ToSignIn()));
        Assert.Equal(Described.Of(GatheringByProvider), Described.Of(SignUpRow.Read(Example("SignUp.v1.external")).ToSignUp()));
        Assert.Equal(Described.Of(Linked), Described.Of(UserRow.Read(Example("User.v1.external_accounts")).ToUser(User.Id)));
    }

    // It holds the state, which whoever reads the tables could answer with.
    [Fact]
    public void F01_where_a_way_leads_out_to_is_stored_nowhere()
    {
        var departing = Away with { Departure = new Uri("https://acme.example/authorize?state=secret") };

        Assert.All(
            [
                SignInRow.Write(Client.Id, SignIn with { External = departing }),
                SignUpRow.Write(Client.Id, Gathering with { Collected = new Collected { External = departing } }),
                UserRow.From(User with { ExternalAccounts = [new ExternalAccount(ExternalAccountId.From("a"), "oauth_acme", null, At) { Proof = departing }] }).Write(User.Id),
            ],
            row => Assert.DoesNotContain(row.Select(column => column.Value).OfType<string>(), text => text.Contains("authorize", StringComparison.Ordinal)));
    }

    // Another person at the same provider, and one with the same address, have another identifier; one that is not linked has none.
    [Fact]
    public void F05_a_user_is_found_by_the_linked_accounts_and_by_nothing_else_of_them()
    {
        Assert.Equal(
            [Identifier.Of("oauth_acme", "ada-1"), Identifier.Of("oauth_third", "1")],
            UserRow.From(Linked).Identifiers.Where(identifier => identifier.Kind.StartsWith("oauth_", StringComparison.Ordinal)));
        Assert.Equal(Linked.Identifiers.ToHashSet(), UserRow.From(Linked).Identifiers.ToHashSet());
    }

    [Theory]
    [InlineData("\"stage\":\"proven\"", "\"stage\":\"elsewhere\"")]
    [InlineData("\"stage\":\"proven\"", "\"stage\":\"returning\"")]
    [InlineData("\"stage\":\"proven\"", "\"stage\":\"failed\"")]
    [InlineData("\"subject\":\"ada-1\"", "\"subject\":\"\"")]
    [InlineData("\"redirectUrl\"", "\"returnUrl\"")]
    public void A_broken_way_to_a_provider_is_a_fault(string sound, string broken)
    {
        var row = Example("SignIn.v1.transferable");
        var data = row.GetString("External");
        Assert.Contains(sound, data, StringComparison.Ordinal);
        row["External"] = data.Replace(sound, broken, StringComparison.Ordinal);

        var e = Assert.ThrowsAny<Exception>(() => SignInRow.Read(row).ToSignIn());

        Assert.True(e is InvalidDataException or ArgumentException, e.ToString());
        Assert.DoesNotContain("ada@example.com", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_version_of_misses_without_an_account_is_still_read()
    {
        Assert.Equal(Described.Of(Misses), Described.Of(MissRow.ToMisses(StrayMissesRow.Read(Example("StrayMisses.v1")).Recent)));
        Assert.Empty(MissRow.ToMisses(StrayMissesRow.Read(Example("StrayMisses.v1.sign_up")).Recent).Recent);
    }

    [Fact]
    public void The_first_version_of_a_user_is_still_read()
    {
        Assert.Equal(Described.Of(User), Described.Of(UserRow.Read(Example("User.v1")).ToUser(User.Id)));
        Assert.Equal(
            Described.Of(User with { RemovedContacts = [new RemovedContact(IdentificationId.From("old"), Fields.EmailAddress, "old@example.com", At)] }),
            Described.Of(UserRow.Read(Example("User.v1.removed_contact")).ToUser(User.Id)));
        Assert.Equal(Described.Of(Adding), Described.Of(UserRow.Read(Example("User.v1.pending_contact")).ToUser(User.Id)));
        Assert.Equal(Described.Of(Guessed), Described.Of(UserRow.Read(Example("User.v1.known_misses")).ToUser(User.Id)));
        Assert.Equal(new SessionNote(Sessions[1].Id, Client.Id, At, At.AddDays(7)), UserSessionRow.Read(Example("UserSession.v1")));
    }

    [Fact]
    public void The_first_version_of_a_claim_is_still_read()
    {
        Assert.Equal(new IdentifierRow(User.Id, At.AddMinutes(10), IsShared: true), IdentifierRow.Read(Example("Identifier.v1")));
    }

    [Fact]
    public void The_first_version_of_a_delivery_is_still_read()
    {
        Assert.Equal(new DeliveryRow("0af7651916cd43dd8448eb211c80319c", At, SentAt: null), DeliveryRow.Read(Example("Delivery.v1.claimed")));
        Assert.Equal(new DeliveryRow("0af7651916cd43dd8448eb211c80319c", At, At.AddSeconds(1)), DeliveryRow.Read(Example("Delivery.v1.sent")));
    }

    // What was added and not proven reserves nothing: a claim does not count for it.
    [Fact]
    public void U07_a_user_is_not_found_by_a_contact_that_was_never_proven()
    {
        var found = UserRow.From(Adding with { PhoneNumbers = [Adding.PhoneNumbers[0] with { IsPending = true }] }).Identifiers;

        Assert.Equal([Identifier.Of(Fields.EmailAddress, "ada@example.com"), Identifier.Of(Fields.Username, "ada")], found);
    }

    [Fact]
    public void The_first_version_of_the_sweepers_progress_is_still_read()
    {
        Assert.Equal(new SweepRow(At, "users", "1!8!dXNlcg-- 1!8!dXNlcg--"), SweepRow.Read(Example("Sweep.v1.under-way")));
        Assert.Equal(new SweepRow(At, null, null), SweepRow.Read(Example("Sweep.v1.through")));
    }

    // Whoever changes a shape finds out here that it needs another version.
    [Fact]
    public void What_is_written_today_is_the_latest_version_to_the_letter()
    {
        Same("Client.v1", ClientRow.Write(Client, "request-1"));
        Same("SignUp.v1.complete", SignUpRow.Write(Client.Id, Complete));
        Same("SignUp.v1.gathering", SignUpRow.Write(Client.Id, Gathering));
        Same("SignUp.v1.completing", SignUpRow.Write(Client.Id, Gathering with { State = new SignUpState.Completing() }));
        Same("Session.v1.removed", SessionRow.Write(Client.Id, Sessions[0]));
        Same("Session.v1.active", SessionRow.Write(Client.Id, Sessions[1]));
        foreach (var (name, signIn) in SignIns)
            Same($"SignIn.v1.{name}", SignInRow.Write(Client.Id, signIn));
        foreach (var (name, signIn) in SignInsByProvider)
            Same($"SignIn.v1.{name}", SignInRow.Write(Client.Id, signIn));
        Same("SignUp.v1.external", SignUpRow.Write(Client.Id, GatheringByProvider));
        Same("User.v1.external_accounts", UserRow.From(Linked).Write(User.Id, Misses.Recent[0].By));
        Same("StrayMisses.v1", new StrayMissesRow(MissRow.From(Misses)).Write(Given.Email(), MissedAt.SignIn));
        Same("StrayMisses.v1.sign_up", new StrayMissesRow(MissRow.From(Users.Misses.None)).Write(Given.Email(), MissedAt.SignUp));
        Same("User.v1", UserRow.From(User).Write(User.Id, Misses.Recent[0].By));
        Same("User.v1.pending_contact", UserRow.From(Adding).Write(User.Id, Misses.Recent[0].By));
        Same("User.v1.known_misses", UserRow.From(Guessed).Write(User.Id, Misses.Recent[0].By));
        Same("UserSession.v1", UserSessionRow.Write(User.Id, Client.Id, Sessions[1]));
        Same("Identifier.v1", new IdentifierRow(User.Id, At.AddMinutes(10), IsShared: true).Write(Given.Email()));
        Same("Sweep.v1.under-way", new SweepRow(At, "users", "1!8!dXNlcg-- 1!8!dXNlcg--").Write());
        Same("Sweep.v1.through", new SweepRow(At, null, null).Write());
        Same("Delivery.v1.claimed", new DeliveryRow("0af7651916cd43dd8448eb211c80319c", At, null).Write(VerificationId.From("open")));
        Same("Delivery.v1.sent", new DeliveryRow("0af7651916cd43dd8448eb211c80319c", At, At.AddSeconds(1)).Write(VerificationId.From("open")));
    }

    [Fact]
    public void A_version_of_a_later_release_is_refused_loudly_by_every_row()
    {
        Assert.All<Action>(
            [
                () => ClientRow.Read(Later("Client.v1")),
                () => SignUpRow.Read(Later("SignUp.v1.complete")),
                () => SessionRow.Read(Later("Session.v1.active")),
                () => SignInRow.Read(Later("SignIn.v1.complete")),
                () => StrayMissesRow.Read(Later("StrayMisses.v1")),
                () => UserRow.Read(Later("User.v1")),
                () => UserSessionRow.Read(Later("UserSession.v1")),
                () => IdentifierRow.Read(Later("Identifier.v1")),
                () => DeliveryRow.Read(Later("Delivery.v1.sent")),
                () => SweepRow.Read(Later("Sweep.v1.through")),
            ],
            read => Assert.Contains("later release", Assert.Throws<InvalidDataException>(read).Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"hasPassword\"", "\"hasPasskey\"")] // a member that nobody knows, and one that is missing
    [InlineData("\"sua_", "\"sia_")]
    [InlineData("\"complete\":{", "\"complete\":{\"since\":1,")]
    [InlineData("{", "[")]
    [InlineData("\"unsafeMetadata\":\"{}\"", "\"unsafeMetadata\":null")]
    public void A_broken_row_is_a_fault_and_its_content_is_not_told(string sound, string broken)
    {
        var row = Example("SignUp.v1.complete");
        var data = row.GetString("Data");
        Assert.Contains(sound, data, StringComparison.Ordinal);
        row["Data"] = data.Replace(sound, broken, StringComparison.Ordinal);

        var e = Assert.ThrowsAny<Exception>(() => SignUpRow.Read(row).ToSignUp());

        Assert.True(e is InvalidDataException or FormatException, e.ToString());
        Assert.DoesNotContain("ada@example.com", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_a_version_is_a_fault()
    {
        var row = Example("User.v1");
        row.Remove("V");

        Assert.Throws<InvalidDataException>(() => UserRow.Read(row));
    }

    private static void Same(string name, TableEntity written)
    {
        var example = Example(name);
        Assert.Equal(
            example.OrderBy(column => column.Key, StringComparer.Ordinal).Select(column => $"{column.Key} = {Text(column.Value)}"),
            written.OrderBy(column => column.Key, StringComparer.Ordinal).Select(column => $"{column.Key} = {Text(column.Value)}"));
    }

    private static string? Text(object? value) =>
        value is DateTimeOffset time ? time.ToString("O", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture);

    private static TableEntity Later(string name)
    {
        var row = Example(name);
        row["V"] = row.GetInt32("V") + 1;
        return row;
    }

    /// <summary>An example in the notation of the service itself, which names the types that JSON lacks.</summary>
    private static TableEntity Example(string name)
    {
        const string type = "@odata.type";
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Rows", $"{name}.json")));
        var row = new TableEntity();
        foreach (var column in json.RootElement.EnumerateObject().Where(column => !column.Name.EndsWith(type, StringComparison.Ordinal)))
        {
            row[column.Name] = column.Value.ValueKind switch
            {
                JsonValueKind.Number => column.Value.GetInt32(),
                JsonValueKind.True or JsonValueKind.False => column.Value.GetBoolean(),
                _ when json.RootElement.TryGetProperty(column.Name + type, out var edm) && edm.ValueEquals("Edm.DateTime") => column.Value.GetDateTimeOffset(),
                _ => column.Value.GetString(),
            };
        }

        return row;
    }
}
