using System.Net.WebSockets;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Subscribers;

/// <summary>The log gets a new life while a stream has written all there was of the old one, and waits for its reader to take it.</summary>
public sealed class NewLifeTests
{
    private const int EventBytes = 500_000;
    private const int PipeBytes = 64 * 1024;
    private const int ReceiveBuffer = 4_096;

    [Theory]
    [InlineData("/ws")]
    [InlineData("/sse")]
    public async Task Who_takes_the_last_event_when_the_log_has_another_life_gets_the_end_behind_it(string path)
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var slow = path == "/ws"
            ? await RawClient.UpgradeAsync(world.Gateway, receiveBuffer: ReceiveBuffer)
            : await RawClient.GetAsync(world.Gateway, path, ReceiveBuffer);
        await using var reader = await world.FollowAsync();
        var text = new string('x', EventBytes);
        for (var seq = 1; seq == 1 || await TakesMoreAsync(slow, (seq - 1) * EventBytes); seq++)
        {
            await world.ChangeAsync(at => Event.Create(world.History.Epoch, at, text: text));
            await reader.ReceiveContiguousAsync(seq, seq);
        }

        world.History.Recreate("00c0ffee", 3);
        await world.Broker.PublishAsync(world.History[3]);
        (await reader.ReceiveAsync()).ShouldBeNull();
        reader.Socket.CloseStatus.ShouldBe((WebSocketCloseStatus)4410);

        if (path == "/sse")
        {
            await slow.ReadUntilAsync("\r\n0\r\n\r\n");
            return;
        }

        (byte First, byte[] Payload) last;
        do
        {
            last = (await slow.ReadFrameAsync()).ShouldNotBeNull();
        }
        while (last.First != 0x88);
        ((last.Payload[0] << 8) | last.Payload[1]).ShouldBe(4410);
    }

    /// <summary>False when more of these bytes are in the process than its pipe takes: then the last write waits.</summary>
    private static async Task<bool> TakesMoreAsync(RawClient client, int sent)
    {
        try
        {
            await Testing.Eventually.Async(() => sent - ServerSide.Of(client)!.Waiting < PipeBytes + (2 * ReceiveBuffer), TimeSpan.FromSeconds(2));
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
