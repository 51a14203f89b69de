using System.Collections.Immutable;
using FuncAuth.Instances;
using FuncAuth.Users;

namespace FuncAuth.Sessions;

/// <summary>A session as its own client sees it (Frontend API).</summary>
public sealed record SessionResource(
    string Id,
    string Object,
    string Status,
    long ExpireAt,
    long AbandonAt,
    long LastActiveAt,
    TokenResource? LastActiveToken,
    object? Actor,
    string? LastActiveOrganizationId,
    ImmutableArray<string>? Tasks,
    UserResource User,
    PublicUserDataResource PublicUserData,
    ImmutableArray<int> FactorVerificationAge,
    long CreatedAt,
    long UpdatedAt)
{
    /// <summary>The wire's view of <paramref name="session"/>; <paramref name="token"/> is a fresh one for active sessions, else null.</summary>
    public static SessionResource From(Session session, User user, string? token, Instance instance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new SessionResource(
            session.Id.Value,
            "session",
            session.StatusAt(now),
            session.ExpireAt.ToUnixTimeMilliseconds(),
            session.AbandonAt.ToUnixTimeMilliseconds(),
            session.LastActiveAt.ToUnixTimeMilliseconds(),
            token is null ? null : new TokenResource("token", token),
            Actor: null,
            LastActiveOrganizationId: null,
            Tasks: null,
            UserResource.From(user, instance, now),
            PublicUserDataResource.From(user),
            session.FactorAges(now),
            session.CreatedAt.ToUnixTimeMilliseconds(),
            session.UpdatedAt.ToUnixTimeMilliseconds());
    }
}

/// <summary>A session token.</summary>
public sealed record TokenResource(string Object, string Jwt);

/// <summary>What others may see of a user (Frontend API).</summary>
public sealed record PublicUserDataResource(
    string? FirstName, string? LastName, string ImageUrl, bool HasImage, string Identifier, string UserId, string? Username,
    string ProfileImageUrl, bool Banned)
{
    /// <summary>The wire's view of <paramref name="user"/>.</summary>
    public static PublicUserDataResource From(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var identifier = user.EmailAddresses.FirstOrDefault(email => email.Id == user.PrimaryEmailAddress)?.Value
            ?? user.PhoneNumbers.FirstOrDefault(phone => phone.Id == user.PrimaryPhoneNumber)?.Value
            ?? user.Username
            ?? "";
        return new PublicUserDataResource(
            user.FirstName, user.LastName, StandInImage.Of(user.FirstName, user.LastName), HasImage: false, identifier, user.Id.Value, user.Username, ProfileImageUrl: "", Banned: false);
    }
}
