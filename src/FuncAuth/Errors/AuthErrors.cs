namespace FuncAuth.Errors;

/// <summary>
/// The refusals that more than one room says, as the protocol's public catalogue has them (Frontend API). A strategy's own live in its
/// folder. The long texts are written for people: the client library shows them as they stand.
/// </summary>
public static class AuthErrors
{
    // Forms

    public static AuthError ParamMissing(string parameter) =>
        new(422, "form_param_missing", "is missing", $"{parameter} must be included.") { ParamName = parameter };

    public static AuthError ParamNil(string parameter) =>
        new(422, "form_param_nil", "is empty", $"Enter {Readable(parameter)}.") { ParamName = parameter };

    public static AuthError ParamFormatInvalid(string parameter) =>
        new(422, "form_param_format_invalid", "is invalid", $"This is not a valid {Readable(parameter)}.") { ParamName = parameter };

    public static AuthError ParamValueInvalid(string parameter) =>
        new(422, "form_param_value_invalid", "is invalid", $"The value of {parameter} is not one of those allowed here.") { ParamName = parameter };

    public static AuthError ParamTypeInvalid(string parameter) =>
        new(422, "form_param_type_invalid", "has the wrong type", $"The value of {parameter} has the wrong type.") { ParamName = parameter };

    public static AuthError ParamUnknown(string parameter) =>
        new(422, "form_param_unknown", "is unknown", $"{parameter} is not a valid parameter for this request.") { ParamName = parameter };

    public static AuthError ParamDuplicate(string parameter) =>
        new(422, "form_param_duplicate", "is included more than once", $"{parameter} must be included only once.") { ParamName = parameter };

    public static AuthError ParamMaxLengthExceeded(string parameter, int maximum) =>
        new(422, "form_param_max_length_exceeded", "is too long", $"The {Readable(parameter)} may have {maximum} characters at most.") { ParamName = parameter };

    public static AuthError IdentifierExists(string parameter) =>
        new(422, "form_identifier_exists", "is taken", $"That {Readable(parameter)} is taken. Please try another.") { ParamName = parameter };

    public static AuthError ParamDisallowed(string parameter, string beside) =>
        new(422, "form_conditional_param_disallowed", "is not allowed here", $"{parameter} must not be included beside {beside}.") { ParamName = parameter };

    public static AuthError LegalNotAccepted { get; } =
        new(422, "legal_not_accepted", "must be accepted", "Please accept the terms to continue.") { ParamName = "legal_accepted" };

    public static AuthError UsernameLength(int minimum, int maximum) =>
        new(422, "form_username_invalid_length", "has the wrong length", $"The username must have between {minimum} and {maximum} characters.")
        { ParamName = "username" };

    public static AuthError UsernameCharacter { get; } =
        new(422, "form_username_invalid_character", "has characters that are not allowed", "The username may contain letters, digits, hyphens and underscores only.")
        { ParamName = "username" };

    public static AuthError UsernameNeedsNonNumber { get; } =
        new(422, "form_username_needs_non_number_char", "needs a character that is no digit", "The username must contain at least one character that is not a digit.")
        { ParamName = "username" };

    public static AuthError UsernameIsPhoneNumber { get; } =
        new(422, "form_username_cannot_be_phone_number", "must not be a phone number", "A phone number cannot be used as the username.")
        { ParamName = "username" };

    // Access

    public static AuthError SignUpModeRestricted { get; } =
        new(403, "sign_up_mode_restricted", "sign-ups are restricted", "Sign-ups are not open to everybody here. Contact the people who run this application.");

    public static AuthError NotAllowedAccess { get; } =
        new(403, "not_allowed_access", "is not allowed", "You are not allowed to sign up here. Contact the people who run this application.");

    public static AuthError ContactNotAllowed(string parameter) =>
        NotAllowedAccess.For(parameter) with { LongMessage = $"This {Readable(parameter)} is not allowed to sign up here. Please use another." };

    // Verifications

    public static AuthError CodeIncorrect { get; } = new(422, "form_code_incorrect", "is incorrect", "That code is not right. Check it and try again.") { ParamName = "code" };

    public static AuthError VerificationExpired { get; } = new(400, "verification_expired", "has expired", "This code has expired. Ask for a new one.");

    public static AuthError VerificationFailed { get; } = new(400, "verification_failed", "failed", "Too many wrong codes were entered. Ask for a new one.");

    public static AuthError VerificationMissing { get; } = new(400, "verification_missing", "is missing", "There is nothing to verify yet. Ask for a code first.");

    public static AuthError VerificationAlreadyVerified { get; } =
        new(400, "verification_already_verified", "has already been verified", "This has been verified already.");

    public static AuthError VerificationStrategyInvalid { get; } =
        new(400, "verification_strategy_invalid", "has another strategy", "The code was asked for in another way than it was answered.");

    public static AuthError TooManyCodes(int retryAfterSeconds) =>
        new(429, "verification_code_too_many_requests", "too many codes were asked for", $"A code has just been sent. Wait {retryAfterSeconds} seconds before you ask for another.")
        { RetryAfter = retryAfterSeconds };

    // Attempts, clients, sessions

    public static AuthError ClientStateInvalid { get; } =
        new(400, "client_state_invalid", "is not possible now", "This step is not possible at this point.");

    public static AuthError AccountTransferInvalid { get; } =
        new(400, "account_transfer_invalid", "nothing to transfer", "There is no account of an external provider to go on from. Please start again.");

    public static AuthError TicketInvalid { get; } =
        new(400, "ticket_invalid_code", "the ticket is invalid", "This invitation is not valid. Please ask for another.");

    public static AuthError SessionExists { get; } =
        new(400, "session_exists", "session exists", "You are signed in already.");

    public static AuthError IdentificationClaimed { get; } =
        new(400, "identification_claimed", "has been claimed", "One of the identifiers of this sign-up has been taken in the meantime. Please use another.");

    public static AuthError ResourceNotFound { get; } =
        new(404, "resource_not_found", "not found", "The resource was not found.");

    public static AuthError ResourceForbidden { get; } =
        new(403, "resource_forbidden", "is not allowed", "This attempt can no longer be changed. Please start again.");

    public static AuthError SignedOut { get; } =
        new(401, "signed_out", "signed out", "You are signed out.");

    public static AuthError AuthenticationInvalid { get; } =
        new(401, "authentication_invalid", "unable to authenticate", "You must be signed in to do this.");

    public static AuthError SecretKeyInvalid { get; } =
        new(401, "clerk_key_invalid", "the secret key is invalid", "The secret key in the Authorization header is missing or is not this instance's.");

    // Sign-ins

    public static AuthError IdentifierNotFound { get; } =
        new(422, "form_identifier_not_found", "was not found", "There is no account for that. Check it, or sign up.") { ParamName = "identifier" };

    public static AuthError PasswordIncorrect { get; } =
        new(422, "form_password_incorrect", "is incorrect", "That password is not right. Try again, or use another way to sign in.") { ParamName = "password" };

    /// <summary>Either is wrong, and which one nobody learns.</summary>
    public static AuthError PasswordOrIdentifierIncorrect { get; } =
        new(422, "form_password_or_identifier_incorrect", "is incorrect", "That identifier or password is not right. Try again, or use another way to sign in.");

    public static AuthError StrategyForUserInvalid { get; } =
        new(400, "strategy_for_user_invalid", "is not possible here", "This way to sign in is not set up for this account.");

    public static AuthError NoSecondFactors { get; } =
        new(400, "no_second_factors", "no second factor", "This second factor is not set up for this account.");

    public static AuthError IdentifierAlreadySignedIn(string sessionId) =>
        new(400, "identifier_already_signed_in", "already signed in", "You are signed in to this account already.") { SessionId = sessionId };

    public static AuthError UserLocked(int seconds) =>
        new(403, "user_locked", "is locked", $"There were too many wrong tries. Try again in {Minutes(seconds)}.")
        { RetryAfter = seconds, LockoutExpiresInSeconds = seconds };

    // Transport

    public static AuthError OriginMissing { get; } =
        new(400, "origin_missing", "the Origin header is missing", "Requests that change something must say in an Origin header which page they come from.");

    public static AuthError OriginInvalid { get; } =
        new(400, "origin_invalid", "the origin is not allowed", "The origin of this page is not on the list of allowed origins of this instance.");

    public static AuthError OriginAndAuthorization { get; } =
        new(400, "origin_authorization_headers_conflict", "two ways to say who calls", "A request carries either an Origin or an Authorization header, not both.");

    public static AuthError BodyInvalid { get; } =
        new(400, "request_body_invalid", "the body is invalid", "The request's body could not be read as a form.");

    public static AuthError BodyTooLarge { get; } =
        new(413, "request_body_invalid", "the body is too large", "The request's body is larger than this instance takes.");

    public static AuthError ContentTypeUnsupported { get; } =
        new(415, "unsupported_content_type", "the content type is not supported", "Send the parameters as application/x-www-form-urlencoded.");

    public static AuthError Busy(int retryAfterSeconds) =>
        new(429, "too_many_requests", "too many requests", "Too many requests at the moment. Please try again shortly.") { RetryAfter = retryAfterSeconds };

    public static AuthError ResourceLocked { get; } =
        new(409, "resource_locked", "is being changed", "This is being changed by another request. Please try again.");

    public static AuthError Internal { get; } =
        new(500, "internal_clerk_error", "something went wrong", "Something went wrong on our side. Please try again.");

    private static string Minutes(int seconds) => seconds <= 60 ? "a minute" : $"{(seconds + 59) / 60} minutes";

    private static string Readable(string parameter) => parameter switch
    {
        "email_address" => "email address",
        "phone_number" => "phone number",
        "code" => "the code",
        "password" => "a password",
        _ => parameter.Replace('_', ' '),
    };
}
