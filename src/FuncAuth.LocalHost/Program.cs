using System.Runtime.InteropServices;
using FuncAuth.LocalHost;
using FuncAuth.LocalHost.Hosting;
using FuncAuth.LocalHost.Settings;
using Microsoft.Extensions.Options;

if (CommandLine.AsksForHelp(args))
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

using var end = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);

try
{
    await using var app = await LocalHostApp.StartAsync(new LocalHostOptions { Args = args }, end.Token);
    Console.WriteLine(Banner.For(app));
    await app.RunAsync(end.Token);
    return 0;
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    return 0;
}
catch (Exception e)
{
    foreach (var sentence in Sentences(e))
        Console.Error.WriteLine(sentence);
    return 1;
}

// Asked a second time, it does not insist on an orderly end.
void End(PosixSignalContext signal)
{
    signal.Cancel = !end.IsCancellationRequested;
    end.Cancel();
}

// What a person can mend is said in sentences; anything else is a fault of ours, and whoever reports it needs all of it.
static IEnumerable<string> Sentences(Exception e) => e switch
{
    LocalHostException or FunctionTableException => [e.Message],
    OptionsValidationException wrong => wrong.Failures,
    AggregateException several when several.InnerExceptions.All(inner => inner is OptionsValidationException) => several.InnerExceptions.SelectMany(Sentences),
    _ => [e.ToString()],
};
