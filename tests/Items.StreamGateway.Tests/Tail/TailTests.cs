using System.Net;
using System.Net.WebSockets;
using System.Text;
using Items.Contracts;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Tail;

public sealed class TailTests
{
    private const string OtherEpoch = "00c0ffee";

    [Fact]
    public async Task Events_are_relayed_byte_for_byte()
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var follower = await world.FollowAsync();
        follower.Socket.SubProtocol.ShouldBe("cloudevents.json");
        follower.Start.ShouldBe(world.History.CursorAt(0));
        foreach (var text in new[] { "New Item", "", "äöü 漢字 🙂", "\\u00e4 \\n \\\\ \\u0000", new string('x', 100), new string('y', 70_000) })
        {
            var seq = await world.ChangeAsync(next => Event.Create(world.History.Epoch, next, text: text));
            (await follower.ReceiveAsync()).ShouldBe(world.History[seq]);
        }
    }

    [Fact]
    public async Task History_is_relayed_byte_for_byte()
    {
        await using var world = await GatewayWorld.CreateAsync(("Tail__Prefill", "0"));
        world.History.Append(3, seq => Event.Create(world.History.Epoch, seq, text: "漢字 \\u00e4", attributes: """{ "a" : [1.50, -0e1] }"""));
        await world.Gateway.StartAsync();
        await using var follower = await world.FollowAsync("?after=0");
        for (var seq = 1; seq <= 3; seq++)
        {
            (await follower.ReceiveAsync()).ShouldBe(world.History[seq]);
        }
    }

    [Fact]
    public async Task A_gap_in_the_broker_is_repaired_from_history()
    {
        await using var world = await GatewayWorld.StartAsync(3);
        await using var follower = await world.FollowAsync("?after=0");
        world.History.Append(2_500);
        await world.ChangeAsync();
        await follower.ReceiveContiguousAsync(1, world.History.Head);
    }

    [Fact]
    public async Task Duplicates_and_reordering_by_the_broker_change_nothing()
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var follower = await world.FollowAsync();
        world.History.Append(300);
        var random = new Random(20261122);
        foreach (var seq in Enumerable.Range(1, 300).Concat(Enumerable.Range(1, 300)).OrderBy(_ => random.Next()))
        {
            await world.Broker.PublishAsync(world.History[seq]);
        }

        await follower.ReceiveContiguousAsync(1, 300);
        await world.ChangeAsync();
        await follower.ReceiveContiguousAsync(301, 301);
    }

    [Fact]
    public async Task A_last_message_that_the_broker_lost_arrives_without_another()
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var follower = await world.FollowAsync();
        world.History.Append();
        (await follower.ReceiveEventAsync(TimeSpan.FromSeconds(5))).Sequence.ShouldBe(Cursor.FormatSequence(1));
    }

    [Fact]
    public async Task With_the_broker_down_subscribers_receive_everything_and_the_gateway_returns_to_it_by_itself()
    {
        await using var world = await GatewayWorld.StartAsync(0, ("Tail__MaxRetryDelay", "00:00:00.5"));
        await using var follower = await world.FollowAsync();
        await world.ChangeAsync(10);
        await world.Broker.TakeDownAsync();
        for (var i = 0; i < 20; i++)
        {
            await follower.ReceiveContiguousAsync(world.History.Append() - (i == 0 ? 10 : 0), world.History.Head, TimeSpan.FromSeconds(5));
        }

        (await world.HealthAsync()).ShouldContain("tail: Degraded the broker is not reachable");
        await world.Broker.BringBackAsync();
        await world.Broker.WaitForConsumerAsync();
        await world.ChangeAsync(10);
        await follower.ReceiveContiguousAsync(31, 40);
        await Testing.Eventually.Async(async () => (await world.HealthAsync()).StartsWith("Healthy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_broker_drops_from_a_full_queue_is_repaired_from_history()
    {
        await using var world = await GatewayWorld.StartAsync(0, ("Tail__QueueMaxLength", "10"), ("Tail__InboxMaxBytes", "65536"));
        await using var follower = await world.FollowAsync();
        world.Gateway.Pause();
        var large = new string('x', 4_000);
        for (var i = 0; i < 6_000; i++)
        {
            await world.ChangeAsync(seq => Event.Create(world.History.Epoch, seq, text: large));
        }

        world.Gateway.Resume();
        await follower.ReceiveContiguousAsync(1, 6_000);
    }

    [Fact]
    public async Task Messages_that_are_no_events_are_ignored()
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var follower = await world.FollowAsync();
        string[] hostile =
        [
            "", "null", "[]", "{", "{}", "\"\ud83d\"", new string('[', 100_000), "{\"sequence\":\"1\"}",
            Text(Event.Create(world.History.Epoch, 1)) + " x",
            Text(Event.Create(world.History.Epoch, 1)).Replace("{\"specversion\"", "{\n\"specversion\"", StringComparison.Ordinal),
            Text(Event.Create(world.History.Epoch, 1, type: "item.created\\nid: 7")),
            .. EventTypes.Unstored.Select(type => Text(Event.Create(world.History.Epoch, 1, type: type))),
            Text(Event.Create(OtherEpoch, 1)),
            Text(Event.Create(world.History.Epoch, 1_000_000_000_000)),
        ];
        foreach (var message in hostile)
        {
            await world.Broker.PublishAsync(Encoding.UTF8.GetBytes(message));
            await world.Broker.PublishAsync((byte[])[.. Encoding.UTF8.GetBytes(message), 0xFF]);
        }

        await world.Broker.PublishAsync(new byte[3 * 1024 * 1024]);
        await world.ChangeAsync(5);
        await follower.ReceiveContiguousAsync(1, 5);
        world.Gateway.Output.ShouldNotContain("specversion");
    }

    [Fact]
    public async Task A_new_epoch_ends_every_stream_and_starts_the_next_ones()
    {
        await using var world = await GatewayWorld.StartAsync(5);
        await using var follower = await world.FollowAsync("?after=0");
        await using var ahead = await world.FollowAsync();
        await follower.ReceiveContiguousAsync(1, 5);
        world.History.Recreate(OtherEpoch, 3);
        await world.Broker.PublishAsync(world.History[3]);
        (await follower.ReceiveAsync()).ShouldBeNull();
        follower.Socket.CloseStatus.ShouldBe((WebSocketCloseStatus)4410);
        (await ahead.ReceiveAsync()).ShouldBeNull();

        await using var next = await world.FollowAsync("?after=00c0ffee-00000000000000000000");
        await next.ReceiveContiguousAsync(1, 3);
        await world.ChangeAsync();
        (await next.ReceiveEventAsync()).Source.ShouldBe("/streams/00c0ffee");
    }

    [Fact]
    public async Task A_gateway_that_starts_over_a_log_shorter_than_its_memory_serves_what_the_log_keeps()
    {
        await using var world = await GatewayWorld.CreateAsync(("Tail__PollInterval", "00:01:00"));
        world.History.Append(6_000);
        world.History.RetainFrom(5_001);
        await world.Gateway.StartAsync();
        await world.Broker.WaitForConsumerAsync();
        var asked = world.History.Requests;
        for (var i = 0; i < 5; i++)
        {
            await using var follower = await world.FollowAsync("?after=5000");
            await follower.ReceiveContiguousAsync(5_001, 6_000);
        }

        (world.History.Requests - asked).ShouldBeLessThan(3, "from memory");
        (await world.GetAsync("/sse?after=4999")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        world.History.RetainFrom(6_001);
        await using var remembered = await world.FollowAsync("?after=5500");
        await remembered.ReceiveContiguousAsync(5_501, 6_000);
    }

    [Fact]
    public async Task A_gateway_starts_over_a_log_that_keeps_nothing()
    {
        await using var world = await GatewayWorld.CreateAsync();
        world.History.Append(6_000);
        world.History.RetainFrom(6_001);
        await world.Gateway.StartAsync();
        await world.Broker.WaitForConsumerAsync();
        await using var follower = await world.FollowAsync("?after=6000");
        await world.ChangeAsync(3);
        await follower.ReceiveContiguousAsync(6_001, 6_003);
    }

    [Fact]
    public async Task A_gateway_that_was_away_for_longer_than_the_log_keeps_tells_its_subscribers()
    {
        await using var world = await GatewayWorld.StartAsync(5);
        await using var follower = await world.FollowAsync("?after=0");
        await follower.ReceiveContiguousAsync(1, 5);
        world.Gateway.Pause();
        world.History.Append(5_000);
        world.History.RetainFrom(4_000);
        world.Gateway.Resume();

        (await follower.ReceiveAsync()).ShouldBeNull();
        follower.Socket.CloseStatus.ShouldBe((WebSocketCloseStatus)4410);
        (await world.GetAsync("/sse?after=5")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        await using var next = await world.FollowAsync("?after=3999");
        await next.ReceiveContiguousAsync(4_000, 5_005);
    }

    [Fact]
    public async Task With_the_Api_down_the_brokers_events_go_on_and_a_gap_waits()
    {
        await using var world = await GatewayWorld.StartAsync(0, ("Tail__MaxRetryDelay", "00:00:00.5"));
        await using var follower = await world.FollowAsync();
        world.History.IsDown = true;
        await world.ChangeAsync(10);
        await follower.ReceiveContiguousAsync(1, 10);
        world.History.Append(5);
        await world.ChangeAsync(10);
        await Should.ThrowAsync<OperationCanceledException>(() => follower.ReceiveAsync(TimeSpan.FromSeconds(1)));

        await using var resumed = await world.FollowAsync("?after=10");
        world.History.IsDown = false;
        await resumed.ReceiveContiguousAsync(11, 25);
    }

    [Fact]
    public async Task Is_live_at_once_and_ready_when_the_Api_has_answered()
    {
        await using var world = await GatewayWorld.CreateAsync(("Tail__MaxRetryDelay", "00:00:00.5"));
        world.History.IsDown = true;
        await world.Broker.TakeDownAsync();
        await world.Gateway.StartAsync("/alive");
        (await world.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var refused = await world.GetAsync("/sse");
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();

        world.History.IsDown = false;
        await world.Gateway.WaitUntilHealthyAsync();
        await using var follower = await world.FollowAsync();
        world.History.Append(2);
        await follower.ReceiveContiguousAsync(1, 2);
        await world.Broker.BringBackAsync();
        await world.Broker.WaitForConsumerAsync();
        await world.ChangeAsync(2);
        await follower.ReceiveContiguousAsync(3, 4);
    }

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}
