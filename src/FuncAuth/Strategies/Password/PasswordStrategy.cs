namespace FuncAuth.Strategies.Password;

/// <summary>Something only the user knows. Nothing is prepared, and the check of the hash is gathered before the step is decided.</summary>
public sealed class PasswordStrategy : IFirstFactor
{
    /// <summary>Its name on the wire.</summary>
    public const string StrategyName = "password";

    public string Name => StrategyName;

    public IEnumerable<Factor> Offer(FactorSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.HasPassword ? [new Factor(Name)] : [];
    }
}
