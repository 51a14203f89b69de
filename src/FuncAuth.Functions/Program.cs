using FuncAuth.Functions.Worker;
using Microsoft.Extensions.Hosting;

await WorkerApp.Configure(args).Build().RunAsync();
