using FuncAuth.Stores;
using FuncAuth.Users;

namespace FuncAuth.Functions.Pipeline;

/// <summary>What was gathered for a step, and the versions that what it writes is conditional on.</summary>
/// <param name="Facts">What the step may look at.</param>
/// <param name="User">The user as read; null where the step is about none.</param>
/// <param name="Strays">The misses at an identifier without an account, as read; null where there are none on record or nobody looked.</param>
public sealed record Gathered(Facts Facts, Versioned<User>? User = null, Versioned<Misses>? Strays = null);
