using System.IO.Pipelines;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.WebSockets;

/// <summary>Clients who answer no ping, because it lies behind what they have yet to read.</summary>
public sealed class UnreadPingTests
{
    private const int Events = 100;

    [Fact]
    public async Task Who_reads_only_after_he_was_taken_for_dead_still_gets_everything_up_to_the_close()
    {
        await using var world = await GatewayWorld.StartAsync(
            0, ("Subscribers__Heartbeat", "00:00:01"), ("Subscribers__Tick", "00:00:00.1"), ("WebSockets__MissedHeartbeats", "2"));
        var text = new string('x', 4_000);
        world.History.Append(Events, seq => Event.Create(world.History.Epoch, seq, text: text));
        await using var reader = await world.FollowAsync($"?after={Events - 1}");
        await reader.ReceiveContiguousAsync(Events, Events);
        await using var late = await RawClient.UpgradeAsync(world.Gateway, "?after=0", receiveBuffer: 4_096);
        await Testing.Eventually.Async(() => ServerSide.Of(late) is not { IsHeld: true }, message: "the gateway is through with it");

        for (var seq = 1; seq <= Events; seq++)
        {
            (await ReadBehindPingsAsync(late)).Payload.ShouldBe(world.History[seq]);
        }

        var (first, payload) = await ReadBehindPingsAsync(late);
        (first, (payload[0] << 8) | payload[1]).ShouldBe(((byte)0x88, 4408));
    }

    [Fact]
    public async Task Nothing_waits_for_who_is_taken_for_dead()
    {
        var time = new ShiftedTime();
        var stream = new PipedStream(time: time, pipe: new PipeOptions(pauseWriterThreshold: 16, resumeWriterThreshold: 8));
        time.PutForward(TimeSpan.FromHours(1));
        stream.Output.TryKeepAlive().ShouldBeTrue("a ping is due");
        (await stream.Output.FlushAsync()).ShouldBeTrue();

        time.PutForward(TimeSpan.FromHours(1));
        stream.Output.TryKeepAlive().ShouldBeFalse("it was not answered");

        var flush = stream.Output.FlushAsync().AsTask();
        (await flush.WaitAsync(Testing.Eventually.Patience, TestContext.Current.CancellationToken)).ShouldBeFalse();
        stream.Transport.IsDead.ShouldBeTrue("it is cut off");
    }

    private static async Task<(byte First, byte[] Payload)> ReadBehindPingsAsync(RawClient client)
    {
        (byte First, byte[] Payload) frame;
        do
        {
            frame = (await client.ReadFrameAsync()).ShouldNotBeNull();
        }
        while (frame.First == 0x89);
        return frame;
    }
}
