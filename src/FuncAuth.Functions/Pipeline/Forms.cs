using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.SignUps;
using FuncAuth.Strategies.OAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace FuncAuth.Functions.Pipeline;

/// <summary>Turns form bodies into request records. Nothing else touches a form (Frontend API).</summary>
public static partial class Forms
{
    private static readonly string[] Single =
    [
        Fields.EmailAddress, Fields.PhoneNumber, "email_address_or_phone_number", Fields.Username, Fields.Password, Fields.FirstName, Fields.LastName,
        Fields.LegalAccepted, "unsafe_metadata", "locale", "timezone", "transfer", "ticket", "web3_wallet", "strategy", "code",
        ExternalRoute.Redirect, ExternalRoute.Complete, LoginHint, Prompt,
    ];

    private static readonly FormOptions Limits = new()
    {
        ValueCountLimit = 100,
        KeyLengthLimit = 256,
        ValueLengthLimit = 64 * 1024,
        BufferBodyLengthLimit = 64 * 1024,
    };

    /// <summary>
    /// Reads the body as a form; no body is an empty form. Other content types are refused: with them a foreign page could send without
    /// a preflight what it may not send as a form (SECURITY.md X03).
    /// </summary>
    public static async Task<(IFormCollection Form, AuthError? Error)> ReadAsync(HttpRequest http, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.ContentType is null)
            return (FormCollection.Empty, http.ContentLength > 0 || http.Headers.TransferEncoding.Count > 0 ? AuthErrors.ContentTypeUnsupported : null);

        if (!MediaTypeHeaderValue.TryParse(http.ContentType, out var type)
            || !(type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            || !(type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return (FormCollection.Empty, AuthErrors.ContentTypeUnsupported);
        }

        try
        {
            return (await http.ReadFormAsync(Limits, ct), null);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (FormCollection.Empty, AuthErrors.BodyTooLarge);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException && !http.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return (FormCollection.Empty, AuthErrors.BodyInvalid); // limits, a body that ends too early, an encoding inside a part
        }
    }

    /// <summary>A complaint for each parameter of sign-ups that was sent more than once. What we do not know may come as often as it likes.</summary>
    public static ImmutableArray<AuthError> Repeated(IFormCollection form) => Repeated(form, Single);

    /// <summary>The fields of a sign-up.</summary>
    public static SignUpForm SignUp(IFormCollection form) => new()
    {
        EmailAddress = Text(form, Fields.EmailAddress),
        PhoneNumber = Text(form, Fields.PhoneNumber),
        Username = Text(form, Fields.Username),
        Password = Secret(form, Fields.Password),
        FirstName = Text(form, Fields.FirstName),
        LastName = Text(form, Fields.LastName),
        EmailAddressOrPhoneNumber = Text(form, "email_address_or_phone_number"),
        LegalAccepted = Text(form, Fields.LegalAccepted),
        Strategy = Text(form, "strategy"),
        RedirectUrl = Text(form, ExternalRoute.Redirect),
        ActionCompleteRedirectUrl = Text(form, ExternalRoute.Complete),
        Wish = Wish(form),
        Transfer = Text(form, "transfer"),
        Ticket = Text(form, "ticket"),
        Web3Wallet = Text(form, "web3_wallet"),
        UnsafeMetadata = Text(form, "unsafe_metadata"),
        Locale = Text(form, "locale"),
    };

    /// <summary>The fields that begin or answer a verification.</summary>
    public static VerificationForm Verification(IFormCollection form) => new(Text(form, "strategy"), Secret(form, "code"));

    private static ImmutableArray<AuthError> Repeated(IFormCollection form, string[] single)
    {
        ArgumentNullException.ThrowIfNull(form);
        return [.. single.Where(name => form.TryGetValue(name, out var values) && values.Count > 1).Select(AuthErrors.ParamDuplicate)];
    }

    private static string? Text(IFormCollection form, string name) =>
        form.TryGetValue(name, out var values) && values.Count > 0 ? values[0] ?? "" : null;

    private static Secret? Secret(IFormCollection form, string name) => Text(form, name) is { } text ? new Secret(text) : null;
}
