using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;

namespace FuncAuth;

/// <summary>
/// What a step decided: the client to save, what it was about, what else has to happen, and the errors to answer with, if any.
/// A refused attempt still has a state to save, because it has to be counted.
/// </summary>
/// <param name="Next">The client after the step; the one that was read (by reference) where nothing changed; null where there is none.</param>
/// <param name="Subject">What the answer shows: the sign-up, the session; null on refusals that have none.</param>
/// <param name="Effects">What has to happen besides, in order.</param>
/// <param name="Errors">Why it was refused; empty where it was accepted.</param>
public sealed record Decision<TSubject>(
    Client? Next, TSubject? Subject, ImmutableArray<Effect> Effects, ImmutableArray<AuthError> Errors)
    where TSubject : class
{
    /// <summary>Whether the step was accepted.</summary>
    public bool IsAccepted => Errors.IsEmpty;
}

/// <summary>Makes decisions.</summary>
public static class Decision
{
    /// <summary>Accepted: <paramref name="next"/> is to be saved.</summary>
    public static Decision<TSubject> Accept<TSubject>(Client next, TSubject subject, params ImmutableArray<Effect> effects)
        where TSubject : class => new(next, subject, effects, []);

    /// <summary>Refused, and <paramref name="next"/> (which may count the refusal) is to be saved.</summary>
    public static Decision<TSubject> Refuse<TSubject>(Client? next, params ImmutableArray<AuthError> errors)
        where TSubject : class => new(next, null, [], errors);
}
