using System.Diagnostics.Metrics;
using FuncAuth.Instances;
using FuncAuth.Stores;
using FuncAuth.Strategies.Password;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// Looks passwords up in the list of leaked ones, where the instance has one. Nobody is kept out because the list cannot be asked: such
/// a password is taken, and a log line and a count tell of it (SECURITY.md P05).
/// </summary>
public sealed class LeakCheck
{
    /// <summary>
    /// The meter of passwords: <c>funcauth.password_lookups</c> counts look-ups by outcome (<c>leaked</c>, <c>clear</c>, <c>unanswered</c>),
    /// <c>funcauth.password_hashes</c> the hashes computed, of new passwords and of words tried.
    /// </summary>
    public const string MeterName = "FuncAuth.Passwords";

    private readonly ILeakedPasswords list;
    private readonly Instance instance;
    private readonly ILogger<LeakCheck> log;
    private readonly Counter<long> lookups;

    public LeakCheck(ILeakedPasswords list, Instance instance, IMeterFactory meters, ILogger<LeakCheck> log)
    {
        ArgumentNullException.ThrowIfNull(meters);
        (this.list, this.instance, this.log) = (list, instance, log);
        lookups = meters.Create(MeterName).CreateCounter<long>("funcauth.password_lookups");
    }

    /// <summary>Whether <paramref name="password"/>, which the policy has taken, is on the list.</summary>
    public async Task<bool> IsLeakedAsync(Secret password, CancellationToken ct)
    {
        if (!instance.Passwords.AreLookedUp)
            return false;

        var wanted = LeakedPassword.From(password);
        var suffixes = await list.FindAsync(wanted.Prefix, ct);
        if (suffixes is null)
            Log.PasswordNotLookedUp(log);

        var leaked = suffixes?.Contains(wanted.Suffix);
        lookups.Add(1, new KeyValuePair<string, object?>("outcome", leaked switch { true => "leaked", false => "clear", null => "unanswered" }));
        return leaked is true;
    }
}
