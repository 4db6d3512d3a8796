using System.Text;
using Items.Contracts;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Telemetry;

public sealed class TelemetryTests
{
    private const string FromRelay = "0af7651916cd43dd8448eb211c80319c";
    private const string FromHistory = "1bf7651916cd43dd8448eb211c80319c";
    private const string Unsampled = "2cf7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task A_sampled_change_is_traced_to_its_first_delivery_and_an_unsampled_one_is_not()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var world = await GatewayWorld.StartAsync(0, collector.Settings);
        await using var follower = await world.FollowAsync();
        await ChangeAsync(world, Unsampled, "00");
        await ChangeAsync(world, FromRelay, "01");
        world.History.Append(1, seq => Event.Create(world.History.Epoch, seq, EventTypes.Deleted, traceparent: Traceparent(FromHistory, "01")));
        await follower.ReceiveContiguousAsync(1, 3);
        await Testing.Eventually.Async(() => Has(collector, FromRelay, "receive items.events") && Has(collector, FromRelay, "deliver item.created"));
        await Testing.Eventually.Async(() => Has(collector, FromHistory, "receive items.events") && Has(collector, FromHistory, "deliver item.deleted"));
        collector.Has(Convert.FromHexString(Unsampled)).ShouldBeFalse();
    }

    [Fact]
    public async Task Metrics_tell_what_the_gateway_does()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var world = await GatewayWorld.StartAsync(0, collector.Settings);
        await using var follower = await world.FollowAsync();
        await world.ChangeAsync(3);
        await world.Broker.PublishAsync(world.History[1]);
        world.History.Append();
        await follower.ReceiveContiguousAsync(1, 4);
        string[] names =
        [
            "items.gateway.messages.received", "items.gateway.messages.ignored", "items.gateway.events.from_history", "items.gateway.deliveries",
            "items.gateway.delivered", "items.gateway.subscribers", "items.gateway.tail.lag", "items.gateway.ring.size",
        ];
        await Testing.Eventually.Async(() => Array.TrueForAll(names, name => collector.Has(Encoding.UTF8.GetBytes(name))));
    }

    private static async Task ChangeAsync(GatewayWorld world, string trace, string flags)
    {
        var seq = world.History.Append(1, next => Event.Create(world.History.Epoch, next, traceparent: Traceparent(trace, flags)));
        await world.Broker.PublishAsync(world.History[seq], traceparent: Traceparent(trace, flags));
    }

    private static string Traceparent(string trace, string flags) => $"00-{trace}-b7ad6b7169203331-{flags}";

    private static bool Has(FakeCollector collector, string trace, string span) =>
        collector.Has(Convert.FromHexString(trace), Encoding.UTF8.GetBytes(span));
}
