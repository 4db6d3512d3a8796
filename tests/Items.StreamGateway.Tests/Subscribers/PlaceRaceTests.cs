using System.Net;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Subscribers;

public sealed class PlaceRaceTests
{
    private const int Places = 40;

    /// <summary>Streams end in every way there is: before the answer, with a close, with an end, with a reset, in the middle of a frame; and ask for positions that are gone.</summary>
    [Fact]
    public async Task However_streams_begin_and_end_all_at_once_every_place_comes_back_once()
    {
        await using var world = await GatewayWorld.StartAsync(50, ("Subscribers__MaxSubscribers", $"{Places}"), ("WebSockets__CloseTimeout", "00:00:00.2"));
        var tried = 0;
        await Task.WhenAll(Enumerable.Range(0, 24).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 60; i++)
            {
                await OpenAndEndAsync(world, random);
                Interlocked.Increment(ref tried);
            }
        }, TestContext.Current.CancellationToken)));
        TestContext.Current.SendDiagnosticMessage("{0} streams begun and ended", tried);

        // Exactly as many as there are: one fewer would be a place lost, one more a place given back twice.
        var open = new List<RawClient>();
        await Testing.Eventually.Async(async () =>
        {
            var client = await RawClient.ConnectAsync(world.Gateway);
            await client.SendAsync("GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n");
            if ((await client.ReadHeadAsync()).StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            {
                open.Add(client);
            }

            return open.Count == Places;
        });
        using var refused = await world.GetAsync("/sse");
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        foreach (var client in open)
        {
            await client.DisposeAsync();
        }
    }

    private static async Task OpenAndEndAsync(GatewayWorld world, Random random)
    {
        await using var client = await RawClient.ConnectAsync(world.Gateway);
        var upgrade = random.Next(2) == 0
            ? "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            : "";
        var after = random.Next(4) switch { 0 => "?after=0", 1 => "?after=999", 2 => "?after=x", _ => "" };
        await client.SendAsync($"GET /{(upgrade.Length > 0 ? "ws" : "sse")}{after} HTTP/1.1\r\nHost: localhost\r\n{upgrade}\r\n");
        try
        {
            if (random.Next(3) > 0)
            {
                await client.ReadHeadAsync();
            }

            switch (random.Next(5))
            {
                case 0: await client.SendAsync(RawClient.Frame(0x88, [0x03, 0xE8])); break;
                case 1: await client.SendAsync(RawClient.Frame(0x81, "x"u8)[..^1]); break;
                case 2: client.EndSending(); break;
                case 3: client.Reset(); break;
                default: break;
            }
        }
        catch (IOException)
        {
            // The gateway was quicker to end it.
        }
    }
}
