using System.Globalization;
using System.Net;
using FuncAuth.Stores;
using FuncAuth.Strategies.Password;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Azure;

/// <summary>
/// The range protocol of Have I Been Pwned's Pwned Passwords: <c>GET {address}/{5 digits}</c> is answered with a line for each entry that
/// begins so, <c>{35 digits}:{count}</c>. Padding is asked for, so that the length of the answer tells nobody on the way which it was; padding
/// has a count of zero.
/// </summary>
public sealed class PasswordRanges : ILeakedPasswords, IDisposable
{
    // Somebody waits on a page. The service answers from a cache near by, in tens of milliseconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const int MaxAnswer = 1 << 20; // some 2,000 lines of 40 characters are usual

    private const int SuffixLength = 35;

    private readonly HttpClient http;
    private readonly string address;
    private readonly ILogger<PasswordRanges> log;

    /// <param name="address">The service, up to the digits.</param>
    /// <param name="log">Where failures are told, without the digits.</param>
    public PasswordRanges(Uri address, ILogger<PasswordRanges> log)
    {
        ArgumentNullException.ThrowIfNull(address);
        this.address = address.AbsoluteUri.TrimEnd('/');
        this.log = log;

        // One handler for the life of the process, with its own idea of when to look the name up again. The factory of HTTP clients would
        // write the address into the log, digits and all; a trace would hold it too, and its header tell the service of our requests.
#pragma warning disable CA2000 // the client owns it
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = Patience,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.All,
        })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = MaxAnswer,
        };
#pragma warning restore CA2000
        http.DefaultRequestHeaders.Add("User-Agent", "FuncAuth");
        http.DefaultRequestHeaders.Add("Add-Padding", "true");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>?> FindAsync(string prefix, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length != LeakedPassword.PrefixLength || !prefix.All(char.IsAsciiHexDigit))
            throw new ArgumentException("Five hexadecimal digits and no more leave the house.", nameof(prefix));

        try
        {
            using var answer = await http.GetAsync(new Uri($"{address}/{prefix}"), HttpCompletionOption.ResponseContentRead, ct);
            if (answer.StatusCode is not HttpStatusCode.OK)
            {
                Log.RangeServiceRefused(log, (int)answer.StatusCode);
                return null;
            }

            if (Parse(await answer.Content.ReadAsStringAsync(ct)) is { } suffixes)
                return suffixes;
            Log.RangeServiceUnreadable(log);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            Log.RangeServiceDown(log, e.GetType().Name); // its message may hold the address
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>The entries of an answer; null where it is something else, such as the page of a proxy.</summary>
    private static HashSet<string>? Parse(string text)
    {
        var suffixes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split(':') is not [{ Length: SuffixLength } suffix, var counted]
                || !long.TryParse(counted, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return null;
            }

            if (count > 0)
                suffixes.Add(suffix);
        }

        return suffixes;
    }
}

/// <summary>No list: nothing is on it.</summary>
public sealed class NoPasswordRanges : ILeakedPasswords
{
    /// <inheritdoc/>
    public Task<IReadOnlySet<string>?> FindAsync(string prefix, CancellationToken ct) =>
        Task.FromResult<IReadOnlySet<string>?>(new HashSet<string>());
}
