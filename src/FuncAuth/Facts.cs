using System.Collections.Immutable;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;

namespace FuncAuth;

/// <summary>Everything a step may look at besides the client and the request. Two steps of one request see the same now.</summary>
public sealed record Facts
{
    /// <summary>The deployment and its settings.</summary>
    public required Instance Instance { get; init; }

    /// <summary>When the request arrived.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Where everything new comes from.</summary>
    public required Entropy Entropy { get; init; }

    /// <summary>Derives the one right code of a verification.</summary>
    public required OneTimeCodes Codes { get; init; }

    /// <summary>
    /// Identifiers of this request or attempt that belong to an account already. Where nobody may learn that, contacts are asked about only behind a
    /// right code (<see cref="Instance.Hides"/>).
    /// </summary>
    public ImmutableHashSet<Identifier> Taken { get; init; } = [];

    /// <summary>The hash of the password in this request; null where there is none or it was refused before hashing.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Whether the password in this request is on a list of leaked ones. False also where the list could not be asked.</summary>
    public bool PasswordIsLeaked { get; init; }

    /// <summary>What came of trying this request's words on the password that was given earlier; null where nothing was tried.</summary>
    public TriedWords? Tried { get; init; }

    /// <summary>Where the provider that this request leads out to is, or why it cannot be asked; null where the request leads nowhere.</summary>
    public ExternalDeparture? Departure { get; init; }

    /// <summary>The origin of the page that calls, which may call; null where the request does not say. Relative addresses of pages are relative to it.</summary>
    public string? PageOrigin { get; init; }

    /// <summary>What came back from an external provider; null where nothing did.</summary>
    public ExternalAnswer? External { get; init; }

    /// <summary>The account that the step is about, as it was gathered; null where it is about none.</summary>
    public Account? Account { get; init; }

    /// <summary>From where the request came; null where nobody saw.</summary>
    public Device? Device { get; init; }

    /// <summary>W3C trace context of the request, carried along with messages so that one trace spans request and delivery.</summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// Names the request in what it writes: what it counts is counted once however often it is decided again, and a write that meets itself is told from
    /// a lost race.
    /// </summary>
    public string RequestId => Entropy.Text("request");

    /// <summary>Only that they are: the printed form of a record would hold the password's hash.</summary>
    public override string ToString() => nameof(Facts);
}
