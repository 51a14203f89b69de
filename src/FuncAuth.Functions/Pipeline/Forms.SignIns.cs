using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies.OAuth;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <content>The forms of sign-ins.</content>
public static partial class Forms
{
    private static readonly string[] SingleInSignIn =
    [
        "identifier", Fields.Password, "strategy", "code", "email_address_id", "phone_number_id", "sign_out_of_other_sessions", "transfer",
        ExternalRoute.Redirect, ExternalRoute.Complete, LoginHint, Prompt,
    ];

    /// <summary>A complaint for each parameter of sign-ins that was sent more than once.</summary>
    public static ImmutableArray<AuthError> RepeatedInSignIn(IFormCollection form) => Repeated(form, SingleInSignIn);

    /// <summary>The fields that begin a sign-in.</summary>
    public static SignInForm SignIn(IFormCollection form) => new()
    {
        Identifier = Text(form, "identifier"),
        Password = Secret(form, Fields.Password),
        Strategy = Text(form, "strategy"),
        RedirectUrl = Text(form, ExternalRoute.Redirect),
        ActionCompleteRedirectUrl = Text(form, ExternalRoute.Complete),
        Wish = Wish(form),
        Transfer = Flag(form, "transfer"),
    };

    /// <summary>The fields that prepare a factor.</summary>
    public static FactorRequest FactorRequest(IFormCollection form) =>
        new(Text(form, "strategy"), Id(form, "email_address_id") ?? Id(form, "phone_number_id"));

    /// <summary>The fields that prove a factor.</summary>
    public static FactorAttempt FactorAttempt(IFormCollection form) => new(Text(form, "strategy"), Secret(form, "code"), Secret(form, Fields.Password));

    /// <summary>The fields that set a new password.</summary>
    public static NewPasswordForm NewPassword(IFormCollection form) => new(Secret(form, Fields.Password), Flag(form, "sign_out_of_other_sessions"));

    // An empty one says nothing (Frontend API).
    private static string? Id(IFormCollection form, string name) => Text(form, name) is { Length: > 0 } id ? id : null;

    private static bool Flag(IFormCollection form, string name) => string.Equals(Text(form, name), "true", StringComparison.OrdinalIgnoreCase);
}
