using System.Diagnostics.Metrics;
using Items.Worker.Requests;

namespace Items.Worker.Telemetry;

internal static class WorkerMetrics
{
    private static readonly Meter Meter = new("Items.Worker");
    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>("items.webhooks.attempts", "{attempt}", "Requests to endpoints by their outcome");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("items.webhooks.duration", "s", "From the beginning of a request to its answer or failure");

    public static readonly Counter<long> Delivered = Meter.CreateCounter<long>("items.webhooks.delivered", "{event}", "Events that endpoints have taken");
    public static readonly Gauge<long> LagEvents = Meter.CreateGauge<long>("items.webhooks.lag", "{event}", "Events of the log after the cursor of the active webhook that is furthest behind");
    public static readonly Gauge<double> LagSeconds = Meter.CreateGauge<double>("items.webhooks.lag.time", "s", "Age of the first event after that cursor");
    public static readonly Gauge<long> Webhooks = Meter.CreateGauge<long>("items.webhooks.count", "{webhook}", "Webhooks by their state");

    public static void Attempted(RequestResult result)
    {
        var outcome = new KeyValuePair<string, object?>("outcome", result.Outcome);
        Attempts.Add(1, outcome);
        Duration.Record(result.Duration.TotalSeconds, outcome);
    }
}
