using System.Diagnostics;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Servers;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Outages;

public sealed class BrokerKilledTests
{
    private const int Changes = 20;

    [Fact]
    public async Task A_killed_and_restarted_RabbitMQ_costs_subscribers_no_gap_and_no_duplicate_and_little_time()
    {
        await using var broker = await OwnServer.StartRabbitAsync();
        await using var system = await ItemsSystem.StartAsync(new() { Broker = broker.Address });
        await HealthyAsync(system);
        await broker.UntilAtRestAsync();
        var followers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Follower.StartAsync(system.Gateway.Address)));
        var before = await ChangeAsync(system, followers);

        await broker.KillAsync();
        var during = await ChangeAsync(system, followers);
        (await HealthAsync(system.Gateway.Client)).ShouldContain("following the Api's history");

        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(system.Api.Client, stop.Token);
        await broker.StartAsync();
        var restarted = Stopwatch.GetTimestamp();
        await HealthyAsync(system);
        var back = Stopwatch.GetElapsedTime(restarted);
        await stop.CancelAsync();
        await writing;
        var after = await ChangeAsync(system, followers);

        TestContext.Current.SendDiagnosticMessage(
            "POST to subscriber, first and median of {0}: before {1:0} and {2:0} ms; after the broker was killed {3:0} and {4:0} ms; after it was back {5:0} and {6:0} ms, which took {7:0.0} s",
            Changes, before[0], Median(before), during[0], Median(during), after[0], Median(after), back.TotalSeconds);
        during.Max().ShouldBeLessThan(10_000, "history is asked within a second or two, on a machine that has time");
        back.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        var head = (await system.Api.Client.CreateAsync("last")).Seq;
        foreach (var follower in followers)
        {
            await follower.HasAsync((int)head);
            follower.Events.Select(change => change.Sequence).ShouldBe(Enumerable.Range(1, (int)head).Select(seq => Cursor.FormatSequence(seq)));
            follower.Connections.ShouldBe(1);
            await follower.DisposeAsync();
        }
    }

    /// <summary>One change after the other, each until every follower has it; the milliseconds that each took.</summary>
    private static async Task<List<double>> ChangeAsync(ItemsSystem system, Follower[] followers)
    {
        var times = new List<double>();
        for (var i = 0; i < Changes; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var seq = (await system.Api.Client.CreateAsync($"{i}")).Seq;
            foreach (var follower in followers)
            {
                await follower.HasAsync((int)seq);
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static async Task WriteAsync(HttpClient api, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await api.CreateAsync("while the broker comes back");
            await Task.Delay(10, CancellationToken.None);
        }
    }

    private static async Task HealthyAsync(ItemsSystem system)
    {
        await Eventually.Async(async () => (await HealthAsync(system.Api.Client)).Contains("relay: Healthy leading", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        await Eventually.Async(async () => (await HealthAsync(system.Gateway.Client)).StartsWith("Healthy", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
    }

    private static Task<string> HealthAsync(HttpClient host) => host.GetStringAsync(new Uri("/health", UriKind.Relative));
}
