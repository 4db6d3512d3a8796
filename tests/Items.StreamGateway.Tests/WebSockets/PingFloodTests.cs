using System.Diagnostics;
using System.Net.Sockets;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.WebSockets;

/// <summary>A client that does nothing but ping, as fast as it can, and reads nothing.</summary>
public sealed class PingFloodTests
{
    private const int Rounds = 5;
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(1);

    private static readonly byte[] Pings = [.. Enumerable.Repeat(RawClient.Frame(0x89, "flood"u8), 5_000).SelectMany(frame => frame)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0x89)]
    [InlineData(0x8A)]
    public async Task Who_pings_or_pongs_beyond_the_limit_is_told_and_closed(byte first)
    {
        await using var world = await GatewayWorld.StartAsync(0, ("WebSockets__MaxPingsPerSecond", "10"));
        await using var client = await RawClient.UpgradeAsync(world.Gateway);
        for (var i = 0; i < 11; i++)
        {
            await client.SendAsync(RawClient.Frame(first, [(byte)i]));
        }

        while (await client.ReadFrameAsync() is { } frame && frame.First != 0x8A)
        {
            frame.First.ShouldBe((byte)0x88);
            ((frame.Payload[0] << 8) | frame.Payload[1]).ShouldBe(1008);
        }
    }

    [Fact]
    public async Task A_flood_that_begins_anew_whenever_it_is_cut_off_hardly_slows_the_others()
    {
        await using var world = await GatewayWorld.StartAsync(0, ("WebSockets__CloseTimeout", "00:00:00.2"));
        await using var reader = await world.FollowAsync();
        await MeasureAsync(world, reader);
        var (calm, flooded) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            calm.Add(await MeasureAsync(world, reader));
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var flood = Task.Run(() => FloodAsync(world, enough.Token), Stop);
            flooded.Add(await MeasureAsync(world, reader));
            await enough.CancelAsync();
            var (connections, bytes) = await flood;
            TestContext.Current.SendDiagnosticMessage("p90 {0:0.0} ms calm, {1:0.0} ms flooded with {2:0} KB of pings on {3} connections", calm[^1], flooded[^1], bytes / 1_000d, connections);
        }

        // Without the limit this is five to ten times as much.
        Median(flooded).ShouldBeLessThan((Median(calm) * 4) + 1);
    }

    /// <summary>p90 of the milliseconds from the publication of a change to its arrival.</summary>
    private static async Task<double> MeasureAsync(GatewayWorld world, WebSocketFollower reader)
    {
        var times = new List<double>();
        var round = Stopwatch.StartNew();
        while (round.Elapsed < RoundTime || times.Count < 20)
        {
            var start = Stopwatch.GetTimestamp();
            var seq = await world.ChangeAsync();
            await reader.ReceiveContiguousAsync(seq, seq);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times.Order().ElementAt(times.Count * 9 / 10);
    }

    private static async Task<(int Connections, long Bytes)> FloodAsync(GatewayWorld world, CancellationToken enough)
    {
        var (connections, bytes) = (0, 0L);
        while (!enough.IsCancellationRequested)
        {
            await using var client = await RawClient.UpgradeAsync(world.Gateway, receiveBuffer: 4_096);
            connections++;
            try
            {
                while (!enough.IsCancellationRequested)
                {
                    await client.SendAsync(Pings);
                    bytes += Pings.Length;
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // Cut off; again.
            }
        }

        return (connections, bytes);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
