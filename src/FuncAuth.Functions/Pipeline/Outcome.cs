using System.Collections.Immutable;
using FuncAuth.Users;

namespace FuncAuth.Functions.Pipeline;

/// <summary>What came of a step: the decision that was committed.</summary>
public sealed record Outcome<TSubject>(Decision<TSubject> Decision)
    where TSubject : class
{
    /// <summary>Users that are known without reading them.</summary>
    public ImmutableDictionary<UserId, User> Known { get; init; } = ImmutableDictionary<UserId, User>.Empty;
}
