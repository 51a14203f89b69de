using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Stores;
using FuncAuth.Users;

namespace FuncAuth.Functions.Pipeline;

/// <summary>What came of a step: the decision that was committed.</summary>
public sealed record Outcome<TSubject>(Decision<TSubject> Decision)
    where TSubject : class
{
    /// <summary>Users that are known without reading them.</summary>
    public ImmutableDictionary<UserId, User> Known { get; init; } = ImmutableDictionary<UserId, User>.Empty;

    /// <summary>The client as the step has saved it; null where it saved none.</summary>
    public Versioned<Client>? Saved { get; init; }
}
