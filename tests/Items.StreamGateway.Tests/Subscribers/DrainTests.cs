using System.Net;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Subscribers;

public sealed class DrainTests
{
    [Fact]
    public async Task A_gateway_that_stops_gives_everybody_what_it_has_and_then_says_goodbye()
    {
        await using var world = await GatewayWorld.StartAsync(3_000, ("Drain__Delay", "00:00:03"), ("Drain__RetrySpread", "00:00:02"));
        var followers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.FollowAsync("?after=0")));
        using var sse = await world.GetAsync("/sse?after=2990");
        var text = sse.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var stopped = world.Gateway.StopAsync();
        await Testing.Eventually.Async(async () => (await world.GetAsync("/health")).StatusCode == HttpStatusCode.ServiceUnavailable);
        (await world.GetAsync("/alive")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.GetAsync("/sse")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        foreach (var follower in followers)
        {
            await follower.ReceiveContiguousAsync(1, 3_000);
            (await follower.ReceiveAsync()).ShouldBeNull();
            ((int)follower.Socket.CloseStatus!).ShouldBe(1012);
            follower.Socket.CloseStatusDescription!.ShouldMatch("^service restart, retry after [0-9]+ ms$");
            await follower.Socket.CloseOutputAsync(follower.Socket.CloseStatus!.Value, null, TestContext.Current.CancellationToken);
        }

        (await text).ShouldMatch("id: 6923a1c4-00000000000000003000\nevent: item.created\ndata: [^\n]*\n\nretry: [0-9]+\n\n$");
        await stopped;
    }

    [Fact]
    public async Task A_subscriber_who_reads_only_after_the_gateway_has_stopped_still_gets_everything_up_to_the_goodbye()
    {
        await using var world = await GatewayWorld.StartAsync(200, ("WebSockets__CloseTimeout", "00:00:00.2"));
        await using var late = await RawClient.UpgradeAsync(world.Gateway, "?after=0");
        await world.Gateway.StopAsync();
        for (var seq = 1; seq <= 200; seq++)
        {
            (await late.ReadFrameAsync()).ShouldNotBeNull().Payload.ShouldBe(world.History[seq]);
        }

        (await late.ReadFrameAsync()).ShouldNotBeNull().First.ShouldBe((byte)0x88);
    }

    [Fact]
    public async Task Who_stands_in_line_for_a_snapshot_is_told_goodbye_as_well()
    {
        await using var world = await GatewayWorld.StartAsync(1, ("CatchUp__MaxConcurrent", "1"), ("Drain__Deadline", "00:00:30"));
        var held = new TaskCompletionSource();
        world.History.Snapshots.Instead = async context =>
        {
            await held.Task.WaitAsync(context.RequestAborted);
            return false;
        };
        await using var holder = await world.FollowAsync("?snapshot=true");
        await Testing.Eventually.Async(() => !world.History.Snapshots.Queries.IsEmpty);
        await using var waiting = await world.FollowAsync("?snapshot=true");
        using var sse = await world.GetAsync("/sse?snapshot=true");
        var text = sse.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var stopped = world.Gateway.StopAsync();

        (await waiting.ReceiveAsync()).ShouldBeNull();
        ((int)waiting.Socket.CloseStatus!).ShouldBe(1012);
        (await text).ShouldMatch("\n\nretry: [0-9]+\n\n$");
        held.SetResult();
        await stopped;
    }

    [Fact]
    public async Task A_subscriber_who_does_not_read_cannot_keep_the_gateway_from_stopping()
    {
        await using var world = await GatewayWorld.StartAsync(0, ("Drain__Deadline", "00:00:01"));
        await using var stalled = await RawClient.UpgradeAsync(world.Gateway, receiveBuffer: 4_096);
        await using var reader = await world.FollowAsync();
        var large = new string('x', 500_000);
        for (var i = 0; i < 50; i++)
        {
            await world.ChangeAsync(seq => Event.Create(world.History.Epoch, seq, text: large));
        }

        await reader.ReceiveContiguousAsync(1, 50);
        await world.Gateway.StopAsync().WaitAsync(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_follower_resumes_after_a_killed_gateway_without_missing_or_repeating_anything()
    {
        await using var world = await GatewayWorld.StartAsync();
        var next = 1L;
        for (var round = 0; round < 3; round++)
        {
            await using var follower = await world.FollowAsync($"?after={next - 1}");
            await world.ChangeAsync(50);
            await follower.ReceiveContiguousAsync(next, next + 24);
            next += 25;
            await world.Gateway.KillAsync();
            world.History.Append(10);
            await world.Gateway.StartAsync();
            await world.Broker.WaitForConsumerAsync();
        }

        await using var last = await world.FollowAsync($"?after={next - 1}");
        await last.ReceiveContiguousAsync(next, world.History.Head);
    }
}
