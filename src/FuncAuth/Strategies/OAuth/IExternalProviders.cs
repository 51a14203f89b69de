using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.Users;

namespace FuncAuth.Strategies.OAuth;

/// <summary>What somebody asks a provider for beside who they are.</summary>
/// <param name="Scopes">Further scopes, separated by blanks; empty where there are none.</param>
/// <param name="LoginHint">Who the person probably is there (OpenID Connect Core 1.0, 3.1.2.1); null where nobody said.</param>
/// <param name="Prompt">What the provider is to ask for again (the same); null where nobody said.</param>
public sealed record ExternalWish(string Scopes = "", string? LoginHint = null, string? Prompt = null)
{
    /// <summary>Most characters of each: they go into an address.</summary>
    public const int MaxLength = 1024;

    /// <summary>
    /// What is wrong with it. Scopes and prompts are words of printable ASCII (RFC 6749, 3.3; OpenID Connect Core 1.0, 3.1.2.1), a hint is any text; what
    /// they mean is the provider's business.
    /// </summary>
    public ImmutableArray<AuthError> Complaints =>
    [
        .. Complaint("additional_scope", Scopes, IsWords), .. Complaint("oidc_login_hint", LoginHint, IsText), .. Complaint("oidc_prompt", Prompt, IsWords),
    ];

    /// <summary>Nothing of it: the printed form of a record would hold who.</summary>
    public override string ToString() => nameof(ExternalWish);

    private static ImmutableArray<AuthError> Complaint(string parameter, string? sent, Func<string, bool> isRight) =>
        sent is null ? []
        : sent.Length > MaxLength ? [AuthErrors.ParamMaxLengthExceeded(parameter, MaxLength)]
        : isRight(sent) ? [] : [AuthErrors.ParamValueInvalid(parameter)];

    private static bool IsWords(string text) => text.All(c => c is >= ' ' and <= '~' and not ('"' or '\\'));

    private static bool IsText(string text) => TypedText.IsWellFormed(text) && !text.Any(char.IsControl);
}

/// <summary>What a provider's answer brought to the callback, as it was sent: null was not sent (RFC 6749, 4.1.2; RFC 9207).</summary>
/// <param name="Code">The authorization code.</param>
/// <param name="Issuer">Who says to have answered (<c>iss</c>).</param>
/// <param name="Error">Why there is no code.</param>
/// <param name="User">What one provider tells of a person once, beside the token (<c>user</c> of Apple; JSON).</param>
public sealed record ExternalReturn(Secret? Code, string? Issuer, string? Error, string? User = null);

/// <summary>Where to go, or why nowhere.</summary>
public abstract record ExternalDeparture
{
    private ExternalDeparture() { }

    /// <summary>The provider's page, with everything it has to be told.</summary>
    public sealed record To(Uri Url) : ExternalDeparture
    {
        /// <summary>Only that: the printed form would hold the state.</summary>
        public override string ToString() => nameof(To);
    }

    /// <summary>The provider cannot be asked now.</summary>
    public sealed record Refused(AuthError Why) : ExternalDeparture;
}

/// <summary>Who a provider says somebody is, or why it says nothing.</summary>
public abstract record ExternalWord
{
    private ExternalWord() { }

    /// <summary>It is this person.</summary>
    public sealed record Is(ExternalIdentity Identity) : ExternalWord;

    /// <summary>Nobody was told of. The error is one of <see cref="OAuthErrors"/>.</summary>
    public sealed record Not(AuthError Why) : ExternalWord;
}

/// <summary>
/// The external providers, as far as they are asked over the network. Never throws for what a provider says or does not say: errors, time-outs and garbage
/// are words (SECURITY.md F11).
/// </summary>
public interface IExternalProviders
{
    /// <summary>Where the browser goes to be asked by the provider of <paramref name="strategy"/>.</summary>
    Task<ExternalDeparture> DepartAsync(string strategy, ExternalSecrets secrets, ExternalWish wish, CancellationToken ct);

    /// <summary>What the answer that came back is worth. To be asked once an answer.</summary>
    Task<ExternalWord> RedeemAsync(string strategy, ExternalReturn answer, ExternalSecrets secrets, CancellationToken ct);
}
