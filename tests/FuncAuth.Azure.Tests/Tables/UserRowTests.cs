using Azure.Data.Tables;
using FuncAuth.Azure.Tables;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
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
                user with { CodesSent = new CodesSent([new CodeSent("key", Given.Now)]) },
            ],
            other => Assert.False(Row.IsSameWrite(Written(other), write)));
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
    };

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
