using System.Net;
using System.Net.WebSockets;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Subscribers;

public sealed class CatchUpTests
{
    private static readonly (string, string)[] SmallRing = [("Ring__Capacity", "64"), ("Tail__Prefill", "16")];

    [Fact]
    public async Task A_subscriber_older_than_the_ring_catches_up_and_rejoins_without_a_seam()
    {
        await using var world = await GatewayWorld.StartAsync(5_000, SmallRing);
        var changes = Task.Run(() => world.ChangeAsync(3_000), TestContext.Current.CancellationToken);
        var followers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => world.FollowAsync($"?after={i * 250}")));
        await Task.WhenAll(followers.Select((follower, i) => follower.ReceiveContiguousAsync((i * 250) + 1, 8_000)));
        await changes;
        await world.ChangeAsync();
        await Task.WhenAll(followers.Select(follower => follower.ReceiveContiguousAsync(8_001, 8_001)));
    }

    [Fact]
    public async Task A_slow_subscriber_loses_nothing_and_slows_nobody()
    {
        await using var world = await GatewayWorld.StartAsync(0, [.. SmallRing, ("CatchUp__Patience", "00:00:00.2"), ("CatchUp__MaxConcurrent", "1")]);
        await using var slow = await RawClient.UpgradeAsync(world.Gateway, receiveBuffer: 4_096);
        await using var reader = await world.FollowAsync();
        var text = new string('x', 2_000);
        for (var i = 0; i < 5_000; i++)
        {
            await world.ChangeAsync(seq => Event.Create(world.History.Epoch, seq, text: text));
        }

        await reader.ReceiveContiguousAsync(1, 5_000);
        await using var late = await world.FollowAsync("?after=0");
        await late.ReceiveContiguousAsync(1, 5_000);
        for (var seq = 1; seq <= 5_000; seq++)
        {
            (await slow.ReadFrameAsync()).ShouldNotBeNull().Payload.ShouldBe(world.History[seq]);
        }
    }

    [Fact]
    public async Task A_catch_up_waits_for_the_Api_with_signs_of_life()
    {
        await using var world = await GatewayWorld.StartAsync(
            1_000, [.. SmallRing, ("History__PageSize", "100"), ("Subscribers__Heartbeat", "00:00:00.3"), ("Subscribers__Tick", "00:00:00.1")]);
        await using var client = await RawClient.UpgradeAsync(world.Gateway, "?after=0");
        var next = 1;
        var pings = 0;
        while (next <= 1_000)
        {
            var (first, payload) = (await client.ReadFrameAsync()).ShouldNotBeNull();
            if (first == 0x89)
            {
                pings++;
                await client.SendAsync(RawClient.Frame(0x8A, payload));
                world.History.IsDown = pings < 4;
                continue;
            }

            payload.ShouldBe(world.History[next++]);
            world.History.IsDown = world.History.IsDown || pings == 0;
        }

        pings.ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task A_catch_up_that_the_Api_keeps_waiting_too_long_is_told_to_come_later()
    {
        await using var world = await GatewayWorld.StartAsync(1_000, [.. SmallRing, ("History__PageSize", "10"), ("CatchUp__Deadline", "00:00:01")]);
        // In the middle, also where the gateway could write all of it before this test reads.
        world.History.GoDownAfter(20);
        await using var follower = await world.FollowAsync("?after=0");
        await follower.ReceiveContiguousAsync(1, 1);
        byte[]? message;
        var received = 1L;
        while ((message = await follower.ReceiveAsync()) is not null)
        {
            message.ShouldBe(world.History[++received]);
        }

        ((int)follower.Socket.CloseStatus!).ShouldBe(1013);
        world.History.IsDown = false;
        await using var resumed = await world.FollowAsync($"?after={received}");
        await resumed.ReceiveContiguousAsync(received + 1, 1_000);
    }

    [Fact]
    public async Task A_subscriber_whose_position_is_no_longer_retained_is_told_so()
    {
        await using var world = await GatewayWorld.StartAsync(
            0, [.. SmallRing, ("CatchUp__Patience", "00:00:00.05"), ("History__PageSize", "10")]);
        await using var slow = await RawClient.UpgradeAsync(world.Gateway, receiveBuffer: 4_096);
        var text = new string('x', 20_000);
        for (var i = 0; i < 1_000; i++)
        {
            await world.ChangeAsync(seq => Event.Create(world.History.Epoch, seq, text: text));
        }

        world.History.RetainFrom(1_000);
        var next = 1;
        while (true)
        {
            var (first, payload) = (await slow.ReadFrameAsync()).ShouldNotBeNull();
            if (first == 0x88)
            {
                ((payload[0] << 8) | payload[1]).ShouldBe(4410);
                break;
            }

            payload.ShouldBe(world.History[next++]);
        }

        (await world.GetAsync($"/sse?after={next - 1}")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        await using var current = await world.FollowAsync();
        current.Socket.State.ShouldBe(WebSocketState.Open);
    }

    [Fact]
    public async Task Subscribers_who_resume_after_a_restart_are_served_from_memory()
    {
        await using var world = await GatewayWorld.StartAsync(2_000, ("Tail__PollInterval", "00:01:00"));
        await world.Gateway.KillAsync();
        await world.Gateway.StartAsync();
        await world.Broker.WaitForConsumerAsync();
        var asked = world.History.Requests;
        for (var i = 0; i < 10; i++)
        {
            await using var follower = await world.FollowAsync("?after=10");
            await follower.ReceiveContiguousAsync(11, 2_000);
        }

        // The tail asks when the broker is there; ten catch-ups would have made twenty requests at least.
        (world.History.Requests - asked).ShouldBeLessThan(5);
    }
}
