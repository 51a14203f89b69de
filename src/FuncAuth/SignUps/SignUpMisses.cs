using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Strategies;
using FuncAuth.Users;

namespace FuncAuth.SignUps;

/// <summary>
/// Wrong codes at a contact that a sign-up is to prove. There is no account that could count them, so the contact does, over all codes, sign-ups and
/// clients: a new code or another browser brings no new tries (SECURITY.md C05).
/// </summary>
public static class SignUpMisses
{
    /// <summary>The contact that a step on a verification is about; null where it is about none.</summary>
    public static (Identifier Identifier, Contact Contact)? About(Client? client, SignUpId id, VerificationForm form, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(instance);
        return client?.SignUp is { State: SignUpState.Gathering } signUp && signUp.Id == id
            && form.Strategy is { } name && instance.Strategies.Find<IFieldVerifier>(name) is { } strategy
            && signUp.Collected.ContactIn(strategy.Field) is { } contact
            ? (Identifier.Of(strategy.Field, contact.Value), contact)
            : null;
    }

    /// <summary>The misses at that contact, as they were gathered.</summary>
    public static Misses Of(Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.Account?.StrayMisses ?? Misses.None;
    }

    /// <summary>
    /// A wrong code, counted. By the code and how often it was missed, and not by the request: of many at once one comes through, and the others, who are
    /// decided again, shall not have been counted for nothing.
    /// </summary>
    public static Effect Missed(Identifier identifier, Client client, Verification verification, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(verification);
        ArgumentNullException.ThrowIfNull(facts);
        return new Effect.SaveStrayMisses(
            identifier, MissedAt.SignUp, Of(facts).Add(facts.Now, $"{verification.Id}/{verification.Misses}", client.Id, facts.Instance.Lockout));
    }

    /// <summary>
    /// The right code: who proved the contact is forgiven their own misses. That is written even where there are none: of a thousand guesses at once, each
    /// at a code of its own, the right one must not pass where the others lock.
    /// </summary>
    public static Effect Passed(Identifier identifier, Client client, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(facts);
        return new Effect.SaveStrayMisses(identifier, MissedAt.SignUp, Of(facts).Forgiving(client.Id));
    }
}
