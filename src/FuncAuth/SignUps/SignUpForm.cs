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

    public string? UnsafeMetadata { get; init; }

    public string? Locale { get; init; }

    /// <summary>Nothing of it: the printed form of a record would hold what the person gave.</summary>
    public override string ToString() => nameof(SignUpForm);
}

/// <summary>A request to begin or answer the verification of a field.</summary>
/// <param name="Strategy">The strategy; null was not sent.</param>
/// <param name="Code">The code that was typed; null was not sent.</param>
public sealed record VerificationForm(string? Strategy, Secret? Code = null);
