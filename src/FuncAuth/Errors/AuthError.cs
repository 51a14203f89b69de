using System.Collections.Immutable;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Errors;

/// <summary>
/// A refusal that a caller can act on: an HTTP status, a code of the protocol's catalogue, a short and a long text, and the request
/// parameter that it is about (Frontend API). A value, not an exception: a refused attempt still has a state to save.
/// </summary>
public sealed record AuthError(int Status, string Code, string Message, string LongMessage)
{
    /// <summary>The parameter at fault, in the wire's snake_case; null where the whole request is.</summary>
    public string? ParamName { get; init; }

    /// <summary>Seconds until a retry makes sense, sent as <c>Retry-After</c>; null where waiting does not help.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The session that stands in the way (<c>identifier_already_signed_in</c>); else null.</summary>
    public string? SessionId { get; init; }

    /// <summary>How a weak password gets better, sent as <c>meta.zxcvbn</c>; else empty.</summary>
    public ImmutableArray<PasswordSuggestion> Suggestions { get; init; } = [];

    /// <summary>Seconds until an account that is locked opens again (<c>user_locked</c>); else null.</summary>
    public int? LockoutExpiresInSeconds { get; init; }

    /// <summary>The same refusal, said about <paramref name="parameter"/>.</summary>
    public AuthError For(string parameter) => this with { ParamName = parameter };

    /// <summary>This refusal alone.</summary>
    public ImmutableArray<AuthError> Alone() => [this];
}
