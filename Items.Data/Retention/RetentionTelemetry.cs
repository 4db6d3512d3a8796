using System.Diagnostics.Metrics;

namespace Items.Data.Retention;

internal static class RetentionTelemetry
{
    private static readonly Meter Meter = new("Items.Data");

    public static readonly Gauge<long> Oldest = Meter.CreateGauge<long>("items.retention.oldest", "{sequence}", "Sequence number of the oldest event that is kept");
    public static readonly Counter<long> Deleted = Meter.CreateCounter<long>("items.retention.deleted", "{event}", "Events deleted from the log");
}
