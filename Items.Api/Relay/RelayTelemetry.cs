using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Items.Api.Relay;

internal static class RelayTelemetry
{
    private const string Name = "Items.Api";

    public static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Published = Meter.CreateCounter<long>("items.relay.published", "{event}", "Events the broker has confirmed");
    public static readonly Gauge<long> Lag = Meter.CreateGauge<long>("items.relay.lag", "{event}", "Committed events that the broker has not confirmed; reported by the leader");
}
