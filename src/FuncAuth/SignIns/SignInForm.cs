using FuncAuth.Instances;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Strategies.Password;

namespace FuncAuth.SignIns;

/// <summary>A request to begin a sign-in, as it was sent: null was not sent (Frontend API).</summary>
public sealed record SignInForm
{
    public string? Identifier { get; init; }

    public Secret? Password { get; init; }

    public string? Strategy { get; init; }

    /// <summary>Whether what an external provider gave to a sign-up is to be taken over.</summary>
    public bool Transfer { get; init; }

    /// <summary>The page to come back to from an external provider.</summary>
    public string? RedirectUrl { get; init; }

    /// <summary>The page to come back to where nothing is left to do.</summary>
    public string? ActionCompleteRedirectUrl { get; init; }

    /// <summary>What a provider is asked for beside who the person is.</summary>
    public ExternalWish Wish { get; init; } = new();

    /// <summary>The same, with an identifier beside as a hint who the person probably is there. It identifies nobody here.</summary>
    public ExternalWish WishToPassOn => Wish.LoginHint is null && !string.IsNullOrWhiteSpace(Identifier) ? Wish with { LoginHint = Identifier.Trim() } : Wish;

    /// <summary>The strategy of the provider that the sign-in leads out to; null where it leads out to none, or to one that is not on.</summary>
    public string? LeadsTo(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return !Transfer && Strategy is { } name && instance.Strategies.Find<IExternalFactor>(name) is not null ? name : null;
    }

    /// <summary>
    /// The strategy that is meant; null where none is. Identifier and password without a word on the strategy are a password sign-in: that is what the
    /// hooks send (Frontend API).
    /// </summary>
    public string? NamedStrategy => Strategy is { Length: > 0 } said ? said : Password is not null ? PasswordStrategy.StrategyName : null;

    /// <summary>Nothing of it: the printed form of a record would hold what the person gave.</summary>
    public override string ToString() => nameof(SignInForm);
}

/// <summary>A request to prepare a factor.</summary>
/// <param name="Strategy">The strategy; null was not sent.</param>
/// <param name="Contact">The contact that a code is to go to, by its id; null was not sent.</param>
public sealed record FactorRequest(string? Strategy, string? Contact = null);

/// <summary>A request to prove a factor.</summary>
/// <param name="Strategy">The strategy; null was not sent.</param>
/// <param name="Code">The code that was typed; null was not sent.</param>
/// <param name="Password">The password that was typed; null was not sent.</param>
public sealed record FactorAttempt(string? Strategy, Secret? Code = null, Secret? Password = null);

/// <summary>A request to set a new password, its hash in the facts.</summary>
/// <param name="Password">The new password; null was not sent.</param>
/// <param name="SignOutOfOtherSessions">Whether everybody else who is signed in as this user has to sign in again.</param>
public sealed record NewPasswordForm(Secret? Password, bool SignOutOfOtherSessions = false);
