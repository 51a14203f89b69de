using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Messages;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Users;

/// <summary>A change of one's own password, as it was sent: null was not sent (Frontend API).</summary>
/// <param name="Current">The password that is to go.</param>
/// <param name="New">The one that takes its place.</param>
/// <param name="SignOutOfOtherSessions">Whether everybody else who is signed in as this user has to sign in again.</param>
public sealed record PasswordChangeForm(Secret? Current, Secret? New = null, string? SignOutOfOtherSessions = null);

/// <summary>
/// Changing and removing one's own password (Frontend API). Pure. In two steps each: first the current password is proven, which is committed like every
/// comparison; then the change is made, if the password still is the one that was proven. In between the new one is looked up and hashed, once.
/// </summary>
public static class PasswordChangeFlow
{
    private const string New = "new_password";
    private const string SignOut = "sign_out_of_other_sessions";

    /// <summary>The first step of <c>POST /v1/me/change_password</c>. Who has no password yet has none to prove.</summary>
    public static Decision<User> ProveForChange(Client client, User user, PasswordChangeForm form, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(form);
        if (Complaints(user, form, facts) is { IsEmpty: false } complaints)
            return Decision.Refuse<User>(client, complaints);

        if (user.Password is null)
            return new Decision<User>(client, user, [], []);

        var proven = Prove(client, user, form, facts);
        return proven.IsAccepted && IsSame(form.Current!, form.New!) ? proven with { Subject = null, Errors = [PasswordErrors.MatchesCurrent] } : proven;
    }

    /// <summary>The second step: the new password, whose hash is in the facts, takes the old one's place.</summary>
    /// <param name="client">The client.</param>
    /// <param name="user">The user.</param>
    /// <param name="session">The session that asks; of all of them it alone goes on, where the others are to end.</param>
    /// <param name="proven">The user whose password was proven.</param>
    /// <param name="form">The form.</param>
    /// <param name="facts">The facts of the step.</param>
    public static Decision<User> Change(Client client, User user, SessionId session, User proven, PasswordChangeForm form, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(proven);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(facts);
        if (Complaints(user, form, facts) is { IsEmpty: false } complaints)
            return Decision.Refuse<User>(client, complaints);

        if (user.Password?.Hash != proven.Password?.Hash)
            return Decision.Refuse<User>(client, AuthErrors.ResourceLocked);

        if (facts.PasswordIsLeaked)
            return Decision.Refuse<User>(client, PasswordErrors.Leaked.For(New));

        if (facts.PasswordHash is not { } hash)
            return Decision.Refuse<User>(client, PasswordErrors.Unjudged);

        var next = user with { Password = new PasswordCredential(hash, user.AfterSignIns(facts.Now)) };
        if (Truth(form) is true)
            next = next.CuttingSessions(facts.Now, session);
        return Save(client, next, NoticeKind.PasswordChanged, user, facts);
    }

    /// <summary>The first step of <c>POST /v1/me/remove_password</c>.</summary>
    public static Decision<User> ProveForRemoval(Client client, User user, PasswordChangeForm form, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(facts);
        return WhyKept(user, facts) is { } why ? Decision.Refuse<User>(client, why) : Prove(client, user, form, facts);
    }

    /// <summary>The second step: there is no password any more.</summary>
    public static Decision<User> Remove(Client client, User user, User proven, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(proven);
        ArgumentNullException.ThrowIfNull(facts);
        return WhyKept(user, facts) is { } why ? Decision.Refuse<User>(client, why)
            : user.Password?.Hash != proven.Password?.Hash ? Decision.Refuse<User>(client, AuthErrors.ResourceLocked)
            : Save(client, user with { Password = null }, NoticeKind.PasswordRemoved, user, facts);
    }

    // What nobody sent is no guess, and is not counted.
    private static Decision<User> Prove(Client client, User user, PasswordChangeForm form, Facts facts) =>
        form.Current is null || form.Current.Reveal().Length == 0 ? Decision.Refuse<User>(client, PasswordErrors.CurrentIncorrect)
        : AccountMisses.Of(client, user, facts).WhyClosed(facts) is { } closed ? Decision.Refuse<User>(client, closed)
        : facts.Account is { PasswordIsRight: true } ? AccountMisses.Passed(client, user, facts)
        : AccountMisses.Missed(client, user, PasswordErrors.CurrentIncorrect, facts);

    private static Decision<User> Save(Client client, User next, NoticeKind kind, User before, Facts facts)
    {
        var changed = next.ChangedAt(facts.Now);
        return new Decision<User>(client, changed, [new Effect.SaveUser(changed), .. Notices.Of(kind, before, facts)], []);
    }

    private static ImmutableArray<AuthError> Complaints(User user, PasswordChangeForm form, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var (instance, password) = (facts.Instance, form.New);
        if (!instance.Attributes.Password.Enabled)
            return AuthErrors.ParamUnknown(New).Alone();
        if (password is null || password.Reveal().Length == 0)
            return (password is null ? AuthErrors.ParamMissing(New) : AuthErrors.ParamNil(New)).Alone();
        if (!string.IsNullOrWhiteSpace(form.SignOutOfOtherSessions) && Truth(form) is null)
            return AuthErrors.ParamTypeInvalid(SignOut).Alone();

        return PasswordPolicy.Judge(password, instance.Passwords, New) is { IsEmpty: false } complaints
            ? complaints
            : PasswordPolicy.JudgeFor(OwnWords.Of(user, instance), password, instance.Passwords, New);
    }

    private static AuthError? WhyKept(User user, Facts facts) =>
        user.Password is null ? PasswordErrors.NoneSet
        : facts.Instance.Attributes.Password is { Enabled: true, Required: true } || !WaysIn.Has(user with { Password = null }, facts.Instance) ? PasswordErrors.Needed
        : null;

    // As they would be hashed: an é is an é on every keyboard.
    private static bool IsSame(Secret one, Secret other) => PasswordText.Normalise(one) == PasswordText.Normalise(other);

    private static bool? Truth(PasswordChangeForm form) => form.SignOutOfOtherSessions is { } sent ? TypedText.Truth(sent) : null;
}
