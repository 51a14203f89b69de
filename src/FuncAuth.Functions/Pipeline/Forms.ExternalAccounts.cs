using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <content>The forms about a user's own accounts at external providers.</content>
public static partial class Forms
{
    private static readonly string[] SingleInExternalAccounts = ["strategy", ExternalRoute.Redirect, ExternalRoute.Complete, LoginHint, Prompt];

    /// <summary>A complaint for each parameter of accounts at providers that was sent more than once; scopes may be.</summary>
    public static ImmutableArray<AuthError> RepeatedInExternalAccounts(IFormCollection form) => Repeated(form, SingleInExternalAccounts);

    /// <summary>The fields that ask for a way out to a provider.</summary>
    public static ExternalAccountForm ExternalAccount(IFormCollection form) =>
        new(Text(form, "strategy"), Text(form, ExternalRoute.Redirect), Text(form, ExternalRoute.Complete), Wish(form));
}
