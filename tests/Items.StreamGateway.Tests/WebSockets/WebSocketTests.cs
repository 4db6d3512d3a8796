using System.Net;
using System.Net.WebSockets;
using System.Text;
using Items.Contracts;
using Items.StreamGateway.Tests.World;
using Items.Testing;

namespace Items.StreamGateway.Tests.WebSockets;

public sealed class WebSocketTests
{
    private const byte Text = 0x81;
    private const byte Close = 0x88;
    private const byte Ping = 0x89;
    private const byte Pong = 0x8A;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(new byte[] { 0x81, 0x01, 0x78 }, 1002, "an unmasked frame")]
    [InlineData(new byte[] { 0xC1, 0x80, 1, 2, 3, 4 }, 1002, "a reserved bit")]
    [InlineData(new byte[] { 0x83, 0x80, 1, 2, 3, 4 }, 1002, "a reserved opcode")]
    [InlineData(new byte[] { 0x09, 0x80, 1, 2, 3, 4 }, 1002, "a fragmented ping")]
    [InlineData(new byte[] { 0x89, 0xFE, 0, 126, 1, 2, 3, 4 }, 1002, "a long ping")]
    [InlineData(new byte[] { 0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4 }, 1002, "a negative length")]
    [InlineData(new byte[] { 0x82, 0xFF, 0x7F, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4 }, 1009, "a huge frame")]
    [InlineData(new byte[] { 0x81, 0x83, 0, 0, 0, 0, 0x61, 0x62, 0x63 }, 1003, "a message")]
    [InlineData(new byte[] { 0x01, 0x83, 0, 0, 0, 0, 0x61, 0x62, 0x63, 0x80, 0x80, 1, 2, 3, 4 }, 1003, "a message in two frames")]
    [InlineData(new byte[] { 0x80, 0x83, 0, 0, 0, 0, 0x61, 0x62, 0x63 }, 1002, "the continuation of nothing")]
    [InlineData(new byte[] { 0x00, 0xFE, 0xFF, 0xFF, 1, 2, 3, 4 }, 1009, "a large continuation of nothing")]
    [InlineData(new byte[] { 0x88, 0x81, 0, 0, 0, 0, 0x03 }, 1002, "half a close code")]
    [InlineData(new byte[] { 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED }, 1002, "a close code that must not be sent")]
    [InlineData(new byte[] { 0x88, 0x83, 0, 0, 0, 0, 0x03, 0xE8, 0xFF }, 1007, "a close reason that is not UTF-8")]
    public async Task A_malformed_client_frame_closes_only_its_own_connection(byte[] frame, int code, string what)
    {
        await using var world = await GatewayWorld.StartAsync(0, ("WebSockets__CloseTimeout", "00:00:00.2"));
        await using var neighbour = await world.FollowAsync();
        await using var client = await RawClient.UpgradeAsync(world.Gateway);
        await client.SendAsync(frame);
        var (first, payload) = (await client.ReadFrameAsync()).ShouldNotBeNull(what);
        first.ShouldBe(Close, what);
        ((payload[0] << 8) | payload[1]).ShouldBe(code, what);
        (await client.ReadFrameAsync()).ShouldBeNull(what);
        await world.ChangeAsync();
        await neighbour.ReceiveContiguousAsync(1, 1);
    }

    [Fact]
    public async Task Ten_thousand_pings_are_answered_without_disturbing_the_events()
    {
        await using var world = await GatewayWorld.StartAsync(0, ("WebSockets__MaxPingsPerSecond", "1000000"));
        await using var client = await RawClient.UpgradeAsync(world.Gateway);
        var pings = Task.Run(async () =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                await client.SendAsync(RawClient.Frame(Ping, Encoding.ASCII.GetBytes($"ping {i}")));
            }
        }, Stop);
        var changes = world.ChangeAsync(200);
        var (events, last) = (0, -1);
        while (events < 200 || last < 9_999)
        {
            var (first, payload) = (await client.ReadFrameAsync()).ShouldNotBeNull();
            if (first == Text)
            {
                payload.ShouldBe(world.History[++events]);
            }
            else
            {
                first.ShouldBe(Pong);
                var number = int.Parse(Encoding.ASCII.GetString(payload)["ping ".Length..]);
                number.ShouldBeGreaterThan(last);
                last = number;
            }
        }

        await Task.WhenAll(pings, changes);
    }

    [Fact]
    public async Task Frames_may_arrive_in_any_pieces()
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var client = await RawClient.UpgradeAsync(world.Gateway);
        var payload = new string('x', 125);
        foreach (var piece in RawClient.Frame(Ping, Encoding.ASCII.GetBytes(payload)).Chunk(7))
        {
            await client.SendAsync(piece);
            await Task.Yield();
        }

        (await client.ReadFrameAsync()).ShouldNotBeNull().Payload.ShouldBe(Encoding.ASCII.GetBytes(payload));
    }

    [Fact]
    public async Task A_close_is_answered_with_its_own_code()
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var follower = await world.FollowAsync();
        await follower.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Stop).WaitAsync(TimeSpan.FromSeconds(10), Stop);
        follower.Socket.State.ShouldBe(WebSocketState.Closed);
        follower.Socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Fact]
    public async Task What_a_client_sends_behind_its_close_does_not_destroy_what_it_has_yet_to_read()
    {
        await using var world = await GatewayWorld.StartAsync(150);
        await using var client = await RawClient.UpgradeAsync(world.Gateway, "?after=0", receiveBuffer: 4_096);
        await client.SendAsync([.. RawClient.Frame(Close, [0x03, 0xE8]), .. new byte[150_000]]);
        // The gateway is through with the connection, and most of what it wrote is still on its side.
        await Eventually.Async(() => ServerSide.Of(client) is not { IsHeld: true });
        (byte First, byte[] Payload)? last = null;
        while (await client.ReadFrameAsync() is { } frame)
        {
            last = frame;
        }

        last.ShouldNotBeNull().First.ShouldBe(Close);
        last.Value.Payload.ShouldBe([0x03, 0xE8]);
    }

    [Fact]
    public async Task A_client_that_answers_no_ping_is_ended_and_one_that_does_stays()
    {
        await using var world = await GatewayWorld.StartAsync(
            0, ("Subscribers__Heartbeat", "00:00:00.5"), ("Subscribers__Tick", "00:00:00.1"), ("WebSockets__MissedHeartbeats", "2"));
        await using var alive = await world.FollowAsync();
        var next = alive.ReceiveEventAsync();
        await using var dead = await RawClient.UpgradeAsync(world.Gateway);
        var pings = 0;
        (byte First, byte[] Payload)? frame;
        while ((frame = await dead.ReadFrameAsync()) is { First: Ping })
        {
            pings++;
        }

        frame.ShouldNotBeNull().First.ShouldBe(Close);
        ((frame.Value.Payload[0] << 8) | frame.Value.Payload[1]).ShouldBe(4408);
        (await dead.ReadFrameAsync()).ShouldBeNull();
        pings.ShouldBeInRange(2, 4);
        await world.ChangeAsync();
        (await next).Sequence.ShouldBe(Cursor.FormatSequence(1));
    }

    [Fact]
    public async Task A_client_that_answers_no_ping_is_ended_also_while_it_is_sent_events_of_sampled_traces()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var world = await GatewayWorld.StartAsync(
            0, [.. collector.Settings, ("Subscribers__Heartbeat", "00:00:00.5"), ("Subscribers__Tick", "00:00:00.1"), ("WebSockets__MissedHeartbeats", "2")]);
        await using var dead = await RawClient.UpgradeAsync(world.Gateway);
        var ended = dead.ReadToEndAsync();
        await Eventually.Async(async () =>
        {
            await world.ChangeAsync(seq => Event.Create(world.History.Epoch, seq, traceparent: $"00-{seq:x32}-b7ad6b7169203331-01"));
            return ended.IsCompleted;
        });
    }

    [Fact]
    public async Task A_client_that_draws_a_frame_out_byte_by_byte_is_taken_for_dead()
    {
        await using var world = await GatewayWorld.StartAsync(
            0, ("Subscribers__Heartbeat", "00:00:00.5"), ("Subscribers__Tick", "00:00:00.1"), ("WebSockets__MissedHeartbeats", "2"));
        await using var client = await RawClient.UpgradeAsync(world.Gateway);
        var ended = client.ReadToEndAsync();
        foreach (var piece in RawClient.Frame(Ping, new byte[125]))
        {
            if (await Task.WhenAny(ended, Task.Delay(200, Stop)) == ended)
            {
                return;
            }

            await client.SendAsync([piece]);
        }

        Assert.Fail("The frame's 131 bytes took 26 seconds, and the connection was kept all the time.");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("cloudevents.json", "cloudevents.json")]
    [InlineData("other, CloudEvents.JSON", "cloudevents.json")]
    [InlineData("other", null)]
    public async Task The_subprotocol_is_confirmed_when_offered(string? offered, string? confirmed)
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var client = await RawClient.ConnectAsync(world.Gateway);
        var protocol = offered is null ? "" : $"Sec-WebSocket-Protocol: {offered}\r\n";
        await client.SendAsync(
            $"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n{protocol}Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        var head = await client.ReadHeadAsync();
        head.ShouldStartWith("HTTP/1.1 101");
        head.ShouldNotContain("Extensions");
        if (confirmed is null)
        {
            head.ShouldNotContain("Sec-WebSocket-Protocol");
        }
        else
        {
            head.ShouldContain($"Sec-WebSocket-Protocol: {confirmed}\r\n");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")]
    [InlineData("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")]
    [InlineData("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n")]
    [InlineData("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")]
    public async Task Anything_but_a_WebSocket_handshake_is_told_what_to_do(string headers)
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var client = await RawClient.ConnectAsync(world.Gateway);
        await client.SendAsync($"GET /ws HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
        var head = await client.ReadHeadAsync();
        head.ShouldStartWith("HTTP/1.1 426");
        head.ShouldContain("Sec-WebSocket-Version: 13");
        head.ShouldContain("application/problem+json");
    }

    [Fact]
    public async Task Works_over_HTTP_2()
    {
        await using var world = await GatewayWorld.CreateAsync(("Kestrel__EndpointDefaults__Protocols", "Http2"));
        world.History.Append(3);
        world.Gateway.Client.DefaultRequestVersion = HttpVersion.Version20;
        world.Gateway.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await world.Gateway.StartAsync();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{world.Gateway.Port}/ws?after=0"), invoker, Stop);
        var buffer = new byte[10_000];
        for (var seq = 1; seq <= 3; seq++)
        {
            var message = await socket.ReceiveAsync(buffer, Stop).WaitAsync(TimeSpan.FromSeconds(10), Stop);
            buffer[..message.Count].ShouldBe(world.History[seq]);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Stop).WaitAsync(TimeSpan.FromSeconds(10), Stop);
    }
}
