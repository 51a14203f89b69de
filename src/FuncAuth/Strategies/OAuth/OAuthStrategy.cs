namespace FuncAuth.Strategies.OAuth;

/// <summary>
/// A person comes back from an external provider, which says who they are (OAuth 2.0, OpenID Connect). Nothing is typed here and nothing compared: what the
/// provider said is gathered before the step is decided.
/// </summary>
/// <param name="provider">The provider.</param>
public sealed class OAuthStrategy(ExternalProvider provider) : IExternalFactor
{
    public string Name => provider.Strategy;

    public ExternalProvider Provider => provider;

    public IEnumerable<Factor> Offer(FactorSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.ExternalAccounts.Contains(Name) ? [new Factor(Name)] : [];
    }
}
