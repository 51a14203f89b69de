using Azure.Data.Tables;
using FuncAuth.Azure.Tables;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tests.Tables;

/// <summary>A user is one row, and every step that is allowed finds room in it.</summary>
public class UserRowTests
{
    private const int MostMisses = 20; // that the settings allow
    private static readonly string KeyId = new('k', 32);

    // What a person may put into the account leaves room for whatever is counted on it, or a guesser would only have to find a full one.
    [Fact]
    public void An_account_that_holds_as_much_as_one_may_has_room_for_every_miss_and_every_code()
    {
        var row = UserRow.From(Fullest()).Write(UserId.From("ada"), new string('f', 32));

        TableGuard.Check(row);
        Assert.All(
            row.Where(column => column.Value is string).Select(column => (column.Key, ((string)column.Value).Length)),
            column => Assert.True(column.Length <= TableGuard.MaxTextLength, $"{column.Key}: {column.Length}"));
        Assert.Equal(Described.Of(Fullest()), Described.Of(UserRow.Read(row).ToUser(UserId.From("ada"))));
    }

    [Fact]
    public async Task A_wrong_guess_is_stored_on_an_account_that_holds_as_much_as_one_may()
    {
        await using var world = await World.NewAsync();
        var user = Fullest() with { Misses = Misses.None, ContactMisses = Misses.None };
        await world.Users.CreateAsync(user, ClientId.From("browser"), Given.Session(), World.Ct);
        var read = (await world.Users.FindAsync(user.Id, World.Ct))!.Value;

        Assert.True(await world.Users.SaveAsync(read.Value with { Misses = Full(), ContactMisses = Full() }, read, null, "a guess", World.Ct));

        Assert.Equal(MostMisses, (await world.Users.FindAsync(user.Id, World.Ct))!.Value.Value.Misses.Recent.Length);
    }

    [Fact]
    public void A_write_meets_itself_by_request_and_by_all_that_it_says()
    {
        var user = Given.User(Given.SignUp());
        TableEntity Written(User other, string? request = "request") => UserRow.From(other).Write(user.Id, request);
        var write = Written(user);

        Assert.True(Row.IsSameWrite(Written(user), write));
        Assert.False(Row.IsSameWrite(Written(user, "another request"), write));
        Assert.False(Row.IsSameWrite(Written(user, null), Written(user, null)));
        Assert.All<User>(
            [
                user with { FirstName = "Ada" },
                user with { EmailAddresses = [] },
                user with { PhoneNumbers = [Number(0)] },
                user with { UnsafeMetadata = """{"a":1}""" },
                user with { Misses = Full() },
                user with { ExternalAccounts = [External(0)] },
                user with { CodesSent = new CodesSent([new CodeSent("key", Given.Now)]) },
            ],
            other => Assert.False(Row.IsSameWrite(Written(other), write)));
    }

    // What a provider says comes on top of a form that is as long as it may be.
    [Fact]
    public void An_attempt_that_holds_as_much_as_one_may_has_room_for_what_a_provider_says()
    {
        var proof = External(0).Proof! with { Stage = new ExternalStage.Proven(External(0).Identity!, IsTransferable: true) };
        var signUp = new SignUp(SignUpId.From("full"), Given.Now, Given.Now, new Collected
        {
            EmailAddress = new Contact(Longest(0), Proof("from_" + proof.Strategy)),
            PhoneNumber = new Contact($"+{100000000000000}", Proof("phone_code")),
            Username = new string('u', 64),
            PasswordHash = new string('h', 160),
            FirstName = new string('\uE000', NameText.MaxLength),
            LastName = new string('\uE000', NameText.MaxLength),
            UnsafeMetadata = "{" + new string(' ', 2 * MetadataText.MaxLength - 2) + "}",
            Locale = new string('x', LocaleText.MaxLength),
            External = proof,
        }, new SignUpState.Gathering());
        var signIn = new SignIn(
            SignInId.From("full"), Given.Now, Given.Now, null, UserId.From("ada"), new SignInState.NeedsSecondFactor(new FactorProof(Proof(proof.Strategy))))
        {
            External = proof,
        };

        TableGuard.Check(SignUpRow.Write(ClientId.From("full"), signUp));
        TableGuard.Check(SignInRow.Write(ClientId.From("full"), signIn));
    }

    // The id of a linked account derives from what it is, and its times are those of the try.
    [Fact]
    public void Two_tries_of_one_completion_by_a_provider_make_the_same_user_and_another_person_there_does_not()
    {
        User Made(string subject, TimeSpan after)
        {
            var signUp = Given.SignUp("one");
            var proof = External(0).Proof! with { Stage = new ExternalStage.Proven(new ExternalIdentity("oauth_acme", subject)) };
            return Given.User(signUp with { Collected = signUp.Collected with { External = proof } }, Given.Now + after);
        }

        Assert.True(UserRow.From(Made("ada", TimeSpan.Zero)).IsSameAs(UserRow.From(Made("ada", TimeSpan.FromMinutes(3)))));
        Assert.False(UserRow.From(Made("ada", TimeSpan.Zero)).IsSameAs(UserRow.From(Made("eve", TimeSpan.Zero))));
    }

    private static User Fullest() => new()
    {
        Id = UserId.From("ada"),
        CreatedAt = Given.Now,
        UpdatedAt = Given.Now.AddTicks(1),
        Username = new string('u', 64),
        FirstName = new string('\uE000', NameText.MaxLength), // six characters each, as it is stored
        LastName = new string('\uE000', NameText.MaxLength),
        EmailAddresses = [.. Enumerable.Range(0, ContactFlow.Max).Select(Address)],
        PhoneNumbers = [.. Enumerable.Range(0, ContactFlow.Max).Select(Number)],
        RemovedContacts = [.. Enumerable.Range(0, RemovedContact.Most).Select(i =>
            new RemovedContact(IdentificationId.From($"removed {i}"), Fields.EmailAddress, Longest(100 + i), Given.Now))],
        PrimaryEmailAddress = Address(0).Id,
        PrimaryPhoneNumber = Number(0).Id,
        Password = new PasswordCredential($"$argon2id$v=19$m=19456,t=2,p=1,keyid={KeyId}{KeyId}${KeyId}${KeyId}{KeyId}", Given.Now),
        UnsafeMetadata = "{" + new string(' ', 2 * MetadataText.MaxLength - 2) + "}",
        LastSignInAt = Given.Now,
        LegalAcceptedAt = Given.Now,
        Locale = new string('x', LocaleText.MaxLength),
        SessionsCut = new SessionCut(Given.Now, SessionId.From("kept")),
        MfaEnabledAt = Given.Now,
        MfaDisabledAt = Given.Now,
        Misses = Full(),
        ContactMisses = Full(),
        KnownMisses = new KnownMisses(KnownMisses.Most, Given.Now, new string('f', 32)),
        CodesSent = new CodesSent([.. Enumerable.Range(0, CodesSent.MostInAll).Select(i =>
            new CodeSent(Identifier.Of(Fields.EmailAddress, Longest(i)).Key, Given.Now))]),
        ExternalAccounts = [.. Enumerable.Range(0, ExternalAccount.Max).Select(External)],
    };

    private static ExternalAccount External(int i)
    {
        var strategy = $"oauth_{i}".PadRight(64, 'x');
        var identity = new ExternalIdentity(strategy, new string('\uE000', ExternalIdentity.MaxSubject))
        {
            EmailAddress = new string('ß', 64) + "@" + string.Join('.', Enumerable.Repeat(new string('d', 62), 3)),
            EmailAddressIsVerified = true,
            FirstName = new string('\uE000', NameText.MaxLength),
            LastName = new string('\uE000', NameText.MaxLength),
            Username = new string('\uE000', NameText.MaxLength),
            ImageUrl = "https://pictures.example/".PadRight(ExternalIdentity.MaxImageUrl, 'p'),
            Scopes = new string('s', ExternalIdentity.MaxScopes),
        };
        var page = "https://app.example/".PadRight(2048, 'p');
        return new ExternalAccount(ExternalAccountId.From($"{i}"), strategy, identity, Given.Now)
        {
            VerifiedAt = Given.Now,
            UpdatedAt = Given.Now.AddTicks(1),
            Proof = new ExternalProof(Proof(strategy), page, page[..^1] + "q", new ExternalStage.Failed(new string('f', 64))),
            Session = SessionId.From("session"),
        };
    }

    private static EmailAddress Address(int i) => new(IdentificationId.From($"address {i}"), Longest(i), Proof("reset_password_email_code"), Given.Now)
    {
        UpdatedAt = Given.Now.AddTicks(1),
        IsPending = true,
    };

    private static PhoneNumber Number(int i) => new(IdentificationId.From($"number {i}"), $"+{100000000000000 + i}", Proof("reset_password_phone_code"), Given.Now)
    {
        UpdatedAt = Given.Now.AddTicks(1),
        IsPending = true,
        ReservedForSecondFactor = true,
        IsDefaultSecondFactor = true,
    };

    private static Verification Proof(string strategy) =>
        new(VerificationId.From("proof"), strategy, KeyId, Given.Now, Given.Now, Misses: 10, VerifiedAt: Given.Now);

    private static string Longest(int i) => $"{i}@".PadRight(EmailText.MaxLength, 'e');

    private static Misses Full() => new([.. Enumerable.Range(0, MostMisses).Select(i => new Miss(Given.Now.AddTicks(i), new string('f', 32), ClientId.From($"{i}")))]);
}
