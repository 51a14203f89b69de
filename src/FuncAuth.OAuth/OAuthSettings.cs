using System.Collections.Immutable;

namespace FuncAuth.OAuth;

/// <summary>The providers of an instance, and how they are spoken to.</summary>
/// <param name="Callback">Where they answer to: the address that is registered with each.</param>
/// <param name="Providers">The providers.</param>
/// <param name="AllowLoopback">Whether providers may be on this machine, also without TLS: for development and tests.</param>
public sealed record OAuthSettings(Uri Callback, ImmutableArray<ProviderSettings> Providers, bool AllowLoopback = false);

/// <summary>What an operator has set of a provider, checked; null is what its preset or its discovery says.</summary>
/// <param name="Name">Its name; the strategy is <c>oauth_</c> and this.</param>
/// <param name="Preset">What it is taken for.</param>
/// <param name="ClientId">The client that is registered there.</param>
public sealed record ProviderSettings(string Name, ProviderPreset Preset, string ClientId)
{
    /// <summary>The client's secret; null where it is signed (<see cref="SigningKey"/>).</summary>
    public Secret? ClientSecret { get; init; }

    /// <summary>What the secret is signed with, where the preset wants that.</summary>
    public SecretSigningKey? SigningKey { get; init; }

    public string? Scopes { get; init; }

    public string? Issuer { get; init; }

    public string? Tenant { get; init; }

    public Uri? AuthorizationEndpoint { get; init; }

    public Uri? TokenEndpoint { get; init; }

    public Uri? UserInfoEndpoint { get; init; }

    public Uri? EmailsEndpoint { get; init; }

    public bool? TrustsEmail { get; init; }

    /// <summary>Only which.</summary>
    public override string ToString() => Name;
}
