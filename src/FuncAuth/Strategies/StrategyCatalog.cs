using System.Collections.Immutable;
using FuncAuth.Strategies.EmailCode;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Strategies.Password;
using FuncAuth.Strategies.PhoneCode;
using FuncAuth.Strategies.ResetPassword;

namespace FuncAuth.Strategies;

/// <summary>The strategies that are built, in the order in which they are offered. Adding one is one line here.</summary>
public sealed record StrategyCatalog(ImmutableArray<IStrategy> Strategies)
{
    /// <summary>Everything that is built.</summary>
    public static StrategyCatalog All { get; } = new(
    [
        new PasswordStrategy(),
        new EmailCodeStrategy(),
        new PhoneCodeStrategy(),
        new ResetPasswordEmailCodeStrategy(),
        new ResetPasswordPhoneCodeStrategy(),
    ]);

    /// <summary>The same with the strategies of external providers at the end.</summary>
    public StrategyCatalog With(IEnumerable<ExternalProvider> providers) =>
        new([.. Strategies.Where(strategy => strategy is not OAuthStrategy), .. providers.Select(provider => new OAuthStrategy(provider))]);

    /// <summary>The external providers, in the order in which they are offered.</summary>
    public IEnumerable<ExternalProvider> Providers => Playing<OAuthStrategy>().Select(strategy => strategy.Provider);

    /// <summary>The strategies that play the part <typeparamref name="TPart"/>.</summary>
    public IEnumerable<TPart> Playing<TPart>() where TPart : IStrategy => Strategies.OfType<TPart>();

    /// <summary>The strategy of that name in the part <typeparamref name="TPart"/>; null where none is built.</summary>
    public TPart? Find<TPart>(string name) where TPart : class, IStrategy =>
        Playing<TPart>().FirstOrDefault(strategy => strategy.Name == name);

    /// <summary>The names of those that can verify <paramref name="field"/>, in order.</summary>
    public ImmutableArray<string> Verifying(string field) =>
        [.. Playing<IFieldVerifier>().Where(verifier => verifier.Field == field).Select(verifier => verifier.Name)];
}
