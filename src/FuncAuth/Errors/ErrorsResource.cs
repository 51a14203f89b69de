using System.Collections.Immutable;
using System.Text.Json.Serialization;
using FuncAuth.Clients;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Errors;

/// <summary>A refusal on the wire (Frontend API).</summary>
/// <param name="Errors">Why; never empty.</param>
/// <param name="Meta">The client as it now is, so that counters reach the page; absent where there is none.</param>
/// <param name="ClerkTraceId">For support: finds the request in the telemetry.</param>
public sealed record ErrorsResource(
    ImmutableArray<ErrorResource> Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ErrorsMetaResource? Meta,
    string ClerkTraceId);

/// <summary>What goes with a refusal.</summary>
public sealed record ErrorsMetaResource(ClientResource Client);

/// <summary>One reason of a refusal.</summary>
public sealed record ErrorResource(
    string Code, string Message, string LongMessage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ErrorMetaResource? Meta)
{
    /// <summary>The wire's view of <paramref name="error"/>.</summary>
    public static ErrorResource From(AuthError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var meta = new ErrorMetaResource(
            error.ParamName, error.SessionId, error.Suggestions.IsEmpty ? null : new ZxcvbnResource(error.Suggestions), error.LockoutExpiresInSeconds);
        return new ErrorResource(error.Code, error.Message, error.LongMessage, meta == ErrorMetaResource.Nothing ? null : meta);
    }
}

/// <summary>What one reason is about.</summary>
public sealed record ErrorMetaResource(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ParamName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SessionId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ZxcvbnResource? Zxcvbn,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? LockoutExpiresInSeconds)
{
    /// <summary>Nothing to say: then it is not sent.</summary>
    internal static ErrorMetaResource Nothing { get; } = new(null, null, null, null);
}

/// <summary>Why a password is too weak.</summary>
public sealed record ZxcvbnResource(ImmutableArray<PasswordSuggestion> Suggestions);
