namespace FuncAuth.Strategies.OAuth;

/// <summary>What came back from a provider, gathered: the way that it belongs to, and the provider's word.</summary>
/// <param name="For">The way (<see cref="ExternalProof"/>).</param>
/// <param name="Word">What the provider said.</param>
public sealed record ExternalAnswer(VerificationId For, ExternalWord Word);
