using FuncAuth.Azure.Sweeping;
using FuncAuth.Instances;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions.Background;

/// <summary>
/// Removes what was abandoned and what is over. The schedule is a constant: runs are short, end early where there is nothing to do, and nothing waits
/// for them.
/// </summary>
public sealed class SweepAbandoned(Sweeper sweeper, Instance instance)
{
    [Function("sweep")]
    public Task Sweep([TimerTrigger("0 */15 * * * *")] TimerInfo timer, CancellationToken ct) => sweeper.RunAsync(instance, SweepBudget.Default, ct);
}
