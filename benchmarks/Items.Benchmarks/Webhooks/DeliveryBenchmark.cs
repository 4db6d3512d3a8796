using Items.Benchmarks.Results;

namespace Items.Benchmarks.Webhooks;

/// <summary>One Worker that signs, sends and commits a cursor for each delivery, one at a time to each endpoint, beside a loop for each endpoint that does nothing but send.</summary>
internal sealed class DeliveryBenchmark(string name, int batchSize) : Benchmark
{
    private const int Events = 40_000;

    public static Benchmark[] All { get; } = [new DeliveryBenchmark("webhooks", 1), new DeliveryBenchmark("webhooks-batch", 20)];

    public override string Name => name;

    public override string Summary => $"requests of one Worker to {WebhookWorld.Endpoints} webhooks, events in each: {batchSize}, beside as many bare HttpClient loops that post the same bodies to the same receiver";

    public override double Target => 0.7;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var world = await WebhookWorld.StartAsync(batchSize, run.IsBrief ? Events / 5 : Events, cancellationToken);
        var upkeep = world.UpkeepAsync(run.WarmUp / 2, cancellationToken);
        await world.DeliverAsync(run.WarmUp, cancellationToken);
        await upkeep;
        await world.PostAsync(run.WarmUp, cancellationToken);
        await Comparison.RunAsync(this, run, "Worker", () => world.DeliverAsync(run.Length, cancellationToken), "HttpClient", () => world.PostAsync(run.Length, cancellationToken));
    }
}
