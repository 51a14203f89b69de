using FuncAuth.KeyMaker;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    return await new CommandLine(Environment.GetEnvironmentVariable, Open: null, TimeProvider.System)
        .RunAsync(args, Console.Out, Console.Error, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped. What was made is in the vault; run it again to make the rest.");
    return 1;
}
