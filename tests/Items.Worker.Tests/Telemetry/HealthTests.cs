using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Items.Testing;
using Items.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Items.Worker.Tests.Telemetry;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_and_metrics_tell_what_lags_and_endpoints_that_fail_make_nothing_unready()
    {
        var measured = new ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => self.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured[Name(instrument, tags)] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured[Name(instrument, tags)] = value);
        listener.Start();
        await using var world = await WorkerWorld.StartAsync();
        await world.Rows.AppendAsync(20);
        world.Receiver.On("failing", 500);
        await world.Rows.CreateAsync(world.Receiver.Url("failing"));
        await world.Rows.CreateAsync(world.Receiver.Url("well"), batchSize: 100);

        await Eventually.Async(async () => (await TextAsync(world)).Contains("2 active, 1 of them failing; 0 suspended; furthest behind: 20 events", StringComparison.Ordinal));

        var report = await world.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        report.Entries["webhooks"].Status.ShouldBe(HealthStatus.Healthy);
        report.Entries["database"].Status.ShouldBe(HealthStatus.Healthy);
        report.Entries["broker"].Status.ShouldBe(HealthStatus.Degraded);
        string[] expected =
        [
            "items.webhooks.lag",
            "items.webhooks.lag.time",
            "items.webhooks.count state=active",
            "items.webhooks.attempts outcome=delivered",
            "items.webhooks.attempts outcome=rejected",
            "items.webhooks.duration outcome=delivered",
            "items.webhooks.delivered",
        ];
        expected.Where(name => !measured.ContainsKey(name)).ShouldBeEmpty();
    }

    private static string Name(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        tags.Length == 1 ? $"{instrument.Name} {tags[0].Key}={tags[0].Value}" : instrument.Name;

    private static async Task<string> TextAsync(WorkerWorld world) =>
        (await world.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["webhooks"].Description!;
}
