using FuncAuth.Instances;
using FuncAuth.Strategies;

namespace FuncAuth.Functions.Settings;

/// <summary>From settings to the instance that the core knows.</summary>
public static class InstanceSettings
{
    /// <summary>The instance of options that have no complaints left.</summary>
    /// <exception cref="FormatException">The publishable key, the origins or a list of contacts have another form than theirs.</exception>
    public static Instance ToInstance(
        InstanceOptions instance, AttributesOptions attributes, CodeOptions codes, SignUpOptions signUps, SessionOptions sessions,
        PasswordOptions passwords, PhoneOptions phones, MessageOptions messages, UsernameOptions usernames, RestrictionsOptions restrictions,
        SignInOptions signIns, AttackProtectionOptions protection, UserOptions users, ProvidersOptions providers)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(attributes);
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(signUps);
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(passwords);
        ArgumentNullException.ThrowIfNull(phones);
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(usernames);
        ArgumentNullException.ThrowIfNull(restrictions);
        ArgumentNullException.ThrowIfNull(signIns);
        ArgumentNullException.ThrowIfNull(protection);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(providers);

        var key = PublishableKey.TryParse(instance.PublishableKey)
            ?? throw new FormatException($"{Setting.Name(InstanceOptions.Section, nameof(instance.PublishableKey))} is not a publishable key.");
        return new Instance
        {
            ApplicationName = instance.ApplicationName,
            IsDevelopment = instance.IsDevelopment,
            PublishableKey = key,
            CookieDomain = string.IsNullOrWhiteSpace(instance.CookieDomain) ? key.SharedDomain : instance.CookieDomain,
            AllowedOrigins = AllowedOrigins.TryParse(instance.AllowedOrigins, out _)
                ?? throw new FormatException($"{Setting.Name(InstanceOptions.Section, nameof(instance.AllowedOrigins))} is not a list of origins."),
            TestMode = instance.TestMode ?? instance.IsDevelopment,
            SingleSession = instance.SingleSession,
            Attributes = attributes.ToRules(),
            Codes = codes.ToRules(),
            Passwords = passwords.ToRules(),
            SignIns = signIns.ToRules(protection.IsStrict),
            Lockout = protection.ToRules(),
            Sessions = sessions.ToRules(),
            Phones = phones.ToRules(),
            Messages = messages.ToRules(instance),
            SignUpMode = signUps.ToMode(),
            LegalConsent = signUps.LegalConsent,
            TermsUrl = InstanceOptions.Page(instance.TermsUrl),
            PrivacyPolicyUrl = InstanceOptions.Page(instance.PrivacyPolicyUrl),
            Usernames = usernames.ToRules(),
            Restrictions = restrictions.ToRestrictions(),
            UsersMayDeleteThemselves = users.DeleteSelf,
            Strategies = providers.ToProviders() is { IsEmpty: false } external ? StrategyCatalog.All.With(external) : StrategyCatalog.All,
            AttemptLifetime = TimeSpan.FromHours(signUps.LifetimeHours),
        };
    }
}
