using FuncAuth.Clients;
using FuncAuth.Strategies.OAuth;

namespace FuncAuth.Functions.Pipeline;

/// <summary>Gathers where a request leads out to.</summary>
public sealed class Departures(IExternalProviders providers)
{
    // Stands for any: it is never shown and never kept.
    private static readonly ExternalDeparture Rehearsed = new ExternalDeparture.To(new Uri("https://rehearsal.invalid/"));

    /// <summary>Where the browser goes for the way that this request begins (<see cref="ExternalProof.BeginVerification"/>), or why nowhere.</summary>
    public Task<ExternalDeparture> ToAsync(string strategy, ExternalWish wish, Facts facts, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var secrets = ExternalSecrets.Derive(ExternalProof.BeginVerification(strategy, facts), facts.Codes)
            ?? throw new InvalidOperationException("The current code key derives nothing.");
        return providers.DepartAsync(strategy, secrets, wish, ct);
    }

    /// <summary>
    /// Has <paramref name="gather"/> followed by a look at where the step leads out to. The step is rehearsed: a provider is asked only where everything
    /// else is in order, and once a request, however often the step is decided.
    /// </summary>
    /// <param name="strategy">The strategy whose provider the step leads out to; null where it leads out to none.</param>
    /// <param name="wish">What the provider is asked for beside.</param>
    /// <param name="step">The step.</param>
    /// <param name="gather">Gathers what else it has to know.</param>
    /// <param name="ct">Ends the asking.</param>
    /// <typeparam name="TSubject">What the step is about.</typeparam>
    public Func<Client?, Task<Gathered>> After<TSubject>(
        string? strategy, ExternalWish wish, Func<Client?, Facts, Decision<TSubject>> step, Func<Client?, Task<Gathered>> gather, CancellationToken ct)
        where TSubject : class
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(gather);
        ExternalDeparture? known = null;
        return async client =>
        {
            var gathered = await gather(client);
            if (strategy is null || (known is null && !step(client, gathered.Facts with { Departure = Rehearsed }).IsAccepted))
                return gathered;

            known ??= await ToAsync(strategy, wish, gathered.Facts, ct);
            return gathered with { Facts = gathered.Facts with { Departure = known } };
        };
    }
}
