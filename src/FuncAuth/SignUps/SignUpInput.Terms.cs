using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.SignUps;

// What a form says besides the attributes: language, consent and the way on; and whether the instance lets its contacts in.
public sealed partial class SignUpInput
{
    private void TakeLocale(string? sent)
    {
        if (sent is null)
            return;

        if (string.IsNullOrWhiteSpace(sent))
            changes.Add(collected => collected with { Locale = null });
        else if (LocaleText.Canonicalise(sent) is { } locale)
            changes.Add(collected => collected with { Locale = locale });
        else
            errors.Add(AuthErrors.ParamFormatInvalid("locale"));
    }

    private void TakeLegal(string? sent, Instance instance)
    {
        if (sent is null)
            return;

        if (TypedText.Truth(sent) is not { } accepted)
            errors.Add(AuthErrors.ParamTypeInvalid(Fields.LegalAccepted));
        else if (accepted)
            acceptsTerms = true;
        else if (instance.LegalConsent)
            errors.Add(AuthErrors.LegalNotAccepted);
        else
            changes.Add(collected => collected with { LegalAcceptedAt = null });
    }

    // That of an external provider leads out to it. Any other is no more than a hint here, but one that leads elsewhere must not be taken for one that was
    // followed.
    private void LookAtStrategy(SignUpForm form, Instance instance, string? pageOrigin)
    {
        if (form.Transfer is { } transfer && TypedText.Truth(transfer) is not false)
        {
            Transfers = TypedText.Truth(transfer) is true;
            if (!Transfers)
                errors.Insert(0, AuthErrors.ParamTypeInvalid("transfer"));
        }

        if (!string.IsNullOrEmpty(form.Ticket))
            errors.Insert(0, AuthErrors.TicketInvalid);

        if (!string.IsNullOrEmpty(form.Web3Wallet))
            errors.Add(AuthErrors.ParamUnknown("web3_wallet"));

        if (form.Strategy is { Length: > 0 } strategy && strategy != Fields.Password && instance.Strategies.Find<IStrategy>(strategy) is null)
            errors.Add(AuthErrors.ParamValueInvalid("strategy"));

        if (Transfers || form.Strategy is not { } name || instance.Strategies.Find<IExternalFactor>(name) is null)
            return;

        LeadsTo = name;
        errors.AddRange(ExternalRoute.Read(form.RedirectUrl, form.ActionCompleteRedirectUrl, form.Wish, instance, pageOrigin, out var route));
        Route = route;
    }

    // Last, and only where nothing else is wrong: this is another kind of refusal, and the two cannot be told in one answer.
    private void JudgeContacts(Instance instance)
    {
        if (errors.Count > 0)
            return;

        if (foreign is not null)
            errors.Add(foreign);
        errors.AddRange(identifiers
            .Where(sent => sent.Identifier.Kind != Fields.Username && !instance.Restrictions.Allow(sent.Identifier.Kind, sent.Text))
            .Select(sent => AuthErrors.ContactNotAllowed(sent.Parameter)));
    }
}
