using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using FuncAuth.Azure.Tables;
using FuncAuth.Instances;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Azure.Sweeping;

/// <summary>
/// Removes what is dead from all tables, one after the other and a page at a time. It frees space and forgets what is personal; nothing waits for it.
/// </summary>
/// <remarks>
/// A pass over everything takes as many runs as it takes. Where it is stands in a row of its own (<see cref="SweepRow"/>), which is written after each page
/// on the condition that it is still the one that was read. A run that dies repeats a page at most, and finds less to do there. Of two runs at a time
/// both remove the same, each thing once, and the slower one ends with its page.
/// </remarks>
public sealed class Sweeper
{
    /// <summary>How long after the beginning of a pass the next one begins: each thing is looked at four times a day.</summary>
    public static readonly TimeSpan PassEvery = TimeSpan.FromHours(6);

    private readonly TableClient progress;
    private readonly ImmutableArray<TableSweep> sweeps;
    private readonly TimeProvider time;
    private readonly ILogger<Sweeper> log;

    // Notes depend on clients and claims on users, so a pass goes this way.
    internal Sweeper(StorageLayout layout, ClientTable clients, UserTable users, TimeProvider time, ILogger<Sweeper> log)
    {
        progress = layout.Table(layout.Deliveries);
        sweeps = [new ClientSweep(layout, clients), new UserSweep(layout, users, clients), new IdentifierSweep(layout), new DeliverySweep(layout)];
        (this.time, this.log) = (time, log);
    }

    /// <summary>Goes on with the pass that is under way, or begins one if it is time, until it is through or the budget is used up.</summary>
    public async Task<SweepReport> RunAsync(Instance instance, SweepBudget budget, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(budget);
        using var counted = StorageTelemetry.Begin("sweep");
        var began = time.GetTimestamp();
        var round = new SweepRound(instance, time, log);
        var pages = 0;

        var row = await progress.FindRowAsync(SweepRow.Partition, SweepRow.Key, ct);
        var tag = row?.ETag;
        var at = Due(row is null ? null : SweepRow.Read(row));
        while (Current(at) is { } sweep && pages < budget.Pages && time.GetElapsedTime(began) < budget.Time && !ct.IsCancellationRequested)
        {
            var next = await SweepPageAsync(sweep, at!, budget.PageSize, round, ct);
            pages++;
            if (await SaveAsync(next, tag, ct) is not { } written)
            {
                Log.SweptByAnother(log);
                break;
            }

            (at, tag) = (next, written);
        }

        var isThrough = Current(at) is null;
        if (pages > 0)
            Log.Swept(log, Said(round), pages, isThrough);
        return new SweepReport(round.Removed, pages, isThrough);
    }

    /// <summary>Where to go on; null where nothing is to be done yet. A table that this release does not know is a pass of another one, and begun anew.</summary>
    private SweepRow? Due(SweepRow? at)
    {
        if (at is { Table: null } && time.GetUtcNow() < at.BeganAt + PassEvery)
            return null;

        return at is { Table: not null } && Current(at) is not null ? at : new SweepRow(time.GetUtcNow(), sweeps[0].Name, null);
    }

    private TableSweep? Current(SweepRow? at) => at?.Table is { } name ? sweeps.FirstOrDefault(sweep => sweep.Name == name) : null;

    private async Task<SweepRow> SweepPageAsync(TableSweep sweep, SweepRow at, int size, SweepRound round, CancellationToken ct)
    {
        if (await ReadAsync(sweep, at.Token, size, ct) is not var (rows, token))
            return at with { Token = null };

        await sweep.SweepAsync(rows, round, ct);
        return at with { Table = token is null ? sweeps.ElementAtOrDefault(sweeps.IndexOf(sweep) + 1)?.Name : sweep.Name, Token = token };
    }

    /// <summary>
    /// Null where the service, or a later version of its client library, does not understand the token: then the table is gone through from its beginning.
    /// </summary>
    private async Task<(IReadOnlyList<TableEntity> Rows, string? Token)?> ReadAsync(TableSweep sweep, string? token, int size, CancellationToken ct)
    {
        try
        {
            return await sweep.ReadAsync(token, size, ct);
        }
        catch (Exception e) when (token is not null && e is RequestFailedException { Status: 400 } or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            Log.SweepBeginsTableAgain(log, sweep.Name);
            return null;
        }
    }

    private async Task<ETag?> SaveAsync(SweepRow next, ETag? tag, CancellationToken ct)
    {
        var row = next.Write();
        var written = await progress.TrySubmitForTagsAsync(
            [tag is { } read
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, read)
                : new TableTransactionAction(TableTransactionActionType.Add, row)],
            ct);
        return written?[0];
    }

    private static string Said(SweepRound round) => round.Removed.Count == 0
        ? "nothing"
        : string.Join(", ", round.Removed.OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Value} {kind.Key}"));
}
