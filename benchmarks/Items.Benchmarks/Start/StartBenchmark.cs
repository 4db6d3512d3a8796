using System.Globalization;
using Items.Benchmarks.Log;
using Items.Benchmarks.Results;
using Items.Testing;
using Items.Testing.Processes;

namespace Items.Benchmarks.Start;

/// <summary>How long a process takes from its start until it says that it is ready, with Postgres and RabbitMQ there.</summary>
internal sealed class StartBenchmark : Benchmark
{
    public override string Name => "start";

    public override string Summary => "start to ready of the Api and of the gateway, beside an empty ASP.NET Core program";

    public override double Target => 3;

    public override bool IsCeiling => true;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var world = await LogWorld.StartAsync(gateways: 1);
        await Comparison.RunAsync(
            this, run, "Items", async () => Describe(await StartAgainAsync(world.System.Api), await StartAgainAsync(world.System.Gateway)),
            "empty", async () => Describe(await StartEmptyAsync(cancellationToken), await StartEmptyAsync(cancellationToken)));
    }

    private static async Task<TimeSpan> StartAgainAsync(HostProcess host)
    {
        await host.StopAsync();
        var start = TimeProvider.System.GetTimestamp();
        await host.StartAsync();
        return TimeProvider.System.GetElapsedTime(start);
    }

    private static async Task<TimeSpan> StartEmptyAsync(CancellationToken cancellationToken)
    {
        var port = FreePort.Reserve();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var start = TimeProvider.System.GetTimestamp();
        await using var process = await ChildProcess.StartAsync(EmptyHost.Name, new("dotnet", [typeof(EmptyHost).Assembly.Location, EmptyHost.Name, $"{port}"]));
        await Eventually.SucceedsAsync(() => client.GetStringAsync(new Uri("/health", UriKind.Relative), cancellationToken));
        return TimeProvider.System.GetElapsedTime(start);
    }

    private static Turn Describe(TimeSpan api, TimeSpan gateway) => new(
        new Dictionary<string, double>(StringComparer.Ordinal) { ["Api"] = api.TotalMilliseconds, ["gateway"] = gateway.TotalMilliseconds },
        string.Create(CultureInfo.InvariantCulture, $"Api {api.TotalMilliseconds:N0} ms  gateway {gateway.TotalMilliseconds:N0} ms"));
}
