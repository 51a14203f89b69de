using FuncAuth.Clients;
using FuncAuth.Strategies;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

/// <summary>Users to begin with.</summary>
internal static class GivenUser
{
    /// <summary>The client that the user is signed in on.</summary>
    public static Client Client { get; } = FuncAuth.Clients.Client.Begin(Given.Facts(100));

    /// <summary>A user with a password and one proven address, which is primary.</summary>
    public static User Jane { get; } = new()
    {
        Id = UserId.From("jane"),
        CreatedAt = Given.Now,
        UpdatedAt = Given.Now,
        EmailAddresses = [Email("jane@example.com")],
        PrimaryEmailAddress = Email("jane@example.com").Id,
        Password = new PasswordCredential("$argon2id$v=19$…", Given.Now),
        LastSignInAt = Given.Now,
    };

    /// <summary>A proven address; its id is that of its text.</summary>
    public static EmailAddress Email(string value, bool verified = true) =>
        new(IdentificationId.From(value), value, verified ? Proof("email_code") : null, Given.Now);

    /// <summary>A proven number; its id is that of its text.</summary>
    public static PhoneNumber Phone(string value, bool verified = true, bool reserved = false, bool isDefault = false) =>
        new(IdentificationId.From(value), value, verified ? Proof("phone_code") : null, Given.Now)
        {
            ReservedForSecondFactor = reserved,
            IsDefaultSecondFactor = isDefault,
        };

    /// <summary>The user after a decision on <paramref name="before"/>, which saves at most once and never a client.</summary>
    public static User After<TSubject>(this Decision<TSubject> decision, User before)
        where TSubject : class
    {
        Assert.Same(Client, decision.Next);
        return decision.Effects.OfType<Effect.SaveUser>().SingleOrDefault()?.Next ?? before;
    }

    private static Verification Proof(string strategy) => new(
        VerificationId.From(strategy), strategy, "k1", Given.Now, Given.Now.AddMinutes(10), Misses: 0, VerifiedAt: Given.Now);
}
