using FuncAuth.Clients;

namespace FuncAuth.Users;

/// <summary>
/// Deleting one's own account (Frontend API). Pure. What can be lost on the way goes last: while the user is there its owner can ask again, and once it
/// is gone nothing is left but ids and hashes, which are swept.
/// </summary>
public static class DeletionFlow
{
    /// <summary>The first step of <c>DELETE /v1/me</c>: what the client's attempts hold of the user is forgotten.</summary>
    public static Decision<User> Begin(Client client, User user, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(facts);
        if (!facts.Instance.UsersMayDeleteThemselves)
            return Decision.Refuse<User>(client, AccountErrors.DeleteSelfOff);

        var next = client.ForgettingAttemptsOf(user);
        return ReferenceEquals(next, client) ? new Decision<User>(client, user, [], []) : Decision.Accept(next.ChangedAt(facts.Now), user);
    }

    /// <summary>The second step: the user is gone and its sessions with it, and what it was found by is free.</summary>
    public static Decision<User> Delete(Client client, User user, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        var gone = Gone(client, user, facts);
        return gone with { Effects = [new Effect.DeleteUser(user), .. user.Identifiers.Select(identifier => new Effect.Release(identifier, user.Id))] };
    }

    /// <summary>What is left to do where the user is gone already: the client forgets it and gets a new cookie, as at a sign-out.</summary>
    public static Decision<User> Gone(Client client, User user, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(facts);
        return Decision.Accept(client.Forgetting(user, facts.Now).WithNewToken(facts).ChangedAt(facts.Now), user);
    }
}
