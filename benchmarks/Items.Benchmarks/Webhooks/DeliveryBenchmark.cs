namespace Items.Benchmarks.Webhooks;

/// <summary>One Worker that signs, sends and commits a cursor for each delivery, one at a time to each endpoint, beside a loop for each endpoint that does nothing but send.</summary>
internal sealed class DeliveryBenchmark : Benchmark
{
    public override string Name => "webhooks";

    public override string Summary => $"deliveries of one Worker to {WebhookWorld.Endpoints} webhooks, beside as many bare HttpClient loops that post the same bodies to the same receiver";

    public override double Target => 0.7;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var world = await WebhookWorld.StartAsync(cancellationToken);
        await world.DeliverAsync(run.WarmUp, cancellationToken);
        await world.PostAsync(run.WarmUp, cancellationToken);
        await Comparison.RunAsync(this, run, "Worker", () => world.DeliverAsync(run.Length, cancellationToken), "HttpClient", () => world.PostAsync(run.Length, cancellationToken));
    }
}
