using FuncAuth.Strategies.OAuth;

namespace FuncAuth.SignUps;

/// <summary>The fields of a sign-up request as they were sent: null was not sent, empty was sent to say "none" (Frontend API).</summary>
public sealed record SignUpForm
{
    public string? EmailAddress { get; init; }

    public string? PhoneNumber { get; init; }

    public string? Username { get; init; }

    public Secret? Password { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>An e-mail address or a phone number, whichever it turns out to be: for forms with one box for both.</summary>
    public string? EmailAddressOrPhoneNumber { get; init; }

    /// <summary><c>true</c>: the terms of the instance are accepted.</summary>
    public string? LegalAccepted { get; init; }

    /// <summary>
    /// How the person means to go on. That of an external provider leads out to it; any other is only looked at: what is asked for is asked for by preparing.
    /// </summary>
    public string? Strategy { get; init; }

    /// <summary>The page to come back to from an external provider.</summary>
    public string? RedirectUrl { get; init; }

    /// <summary>The page to come back to where nothing is left to do.</summary>
    public string? ActionCompleteRedirectUrl { get; init; }

    /// <summary>What a provider is asked for beside who the person is.</summary>
    public ExternalWish Wish { get; init; } = new();

    /// <summary><c>true</c>: go on from a sign-in with an external account that has no account here.</summary>
    public string? Transfer { get; init; }

    /// <summary>An invitation. Not built.</summary>
    public string? Ticket { get; init; }

    /// <summary>A wallet's address. Not built.</summary>
    public string? Web3Wallet { get; init; }

    public string? UnsafeMetadata { get; init; }

    public string? Locale { get; init; }

    /// <summary>Nothing of it: the printed form of a record would hold what the person gave.</summary>
    public override string ToString() => nameof(SignUpForm);
}

/// <summary>A request to begin or answer the verification of a field.</summary>
/// <param name="Strategy">The strategy; null was not sent.</param>
/// <param name="Code">The code that was typed; null was not sent.</param>
public sealed record VerificationForm(string? Strategy, Secret? Code = null);
