using System.Net;
using System.Text;
using Items.Contracts;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Sse;

public sealed class SseTests
{
    [Fact]
    public async Task Events_arrive_with_their_cursor_as_id_and_their_bytes_as_data()
    {
        await using var world = await GatewayWorld.StartAsync(2);
        await using var stream = await SseFollower.OpenAsync(world, "?after=0");
        stream.Response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        stream.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        stream.Response.Headers.GetValues("X-Accel-Buffering").Single().ShouldBe("no");
        stream.Response.Headers.GetValues(StreamNames.CursorHeader).Single().ShouldBe(world.History.CursorAt(0).ToString());
        await world.ChangeAsync(seq => Event.Create(world.History.Epoch, seq, EventTypes.Deleted, text: "äöü 漢字 🙂 " + new string('y', 70_000)));
        for (var seq = 1; seq <= 3; seq++)
        {
            var item = await stream.ReceiveAsync();
            item.EventId.ShouldBe(world.History.CursorAt(seq).ToString());
            item.EventType.ShouldBe(seq == 3 ? EventTypes.Deleted : EventTypes.Created);
            Encoding.UTF8.GetBytes(item.Data).ShouldBe(world.History[seq]);
        }
    }

    [Fact]
    public async Task The_first_block_sets_the_last_event_id_and_the_time_to_reconnect()
    {
        await using var world = await GatewayWorld.StartAsync(7, ("Sse__Retry", "00:00:01.5"));
        await using var stream = await SseFollower.OpenAsync(world);
        await world.ChangeAsync();
        await stream.ReceiveAsync();
        stream.FirstLines.ShouldStartWith($"retry: 1500\nid: {world.History.CursorAt(7)}\n\nid: ");
    }

    [Fact]
    public async Task A_browser_that_reconnects_resumes_by_Last_Event_ID_whatever_its_URL_says()
    {
        await using var world = await GatewayWorld.StartAsync(5);
        await using var stream = await SseFollower.OpenAsync(world, "?after=1", ("Last-Event-ID", world.History.CursorAt(4).ToString()));
        (await stream.ReceiveAsync()).EventId.ShouldBe(world.History.CursorAt(5).ToString());
        using var malformed = await world.GetAsync("/sse?after=1", ("Last-Event-ID", "x"));
        malformed.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await malformed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"header\":\"Last-Event-ID\"");
        using var gone = await world.GetAsync("/sse?after=1", ("Last-Event-ID", "00c0ffee-00000000000000000004"));
        gone.StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_silent_stream_sends_comments()
    {
        await using var world = await GatewayWorld.StartAsync(0, ("Subscribers__Heartbeat", "00:00:00.2"), ("Subscribers__Tick", "00:00:00.1"));
        await using var stream = await SseFollower.OpenAsync(world);
        var next = stream.ReceiveAsync();
        await Testing.Eventually.Async(() => stream.FirstLines.EndsWith("\n\n:\n\n:\n\n", StringComparison.Ordinal));
        await world.ChangeAsync();
        (await next).EventId.ShouldBe(world.History.CursorAt(1).ToString());
    }

    [Fact]
    public async Task A_filtered_stream_moves_the_last_event_id_by_checkpoints()
    {
        await using var world = await GatewayWorld.StartAsync(3, ("Subscribers__CheckpointInterval", "00:00:00.1"));
        await using var stream = await SseFollower.OpenAsync(world, "?after=0&types=item.deleted");
        var item = await stream.ReceiveAsync();
        (item.EventType, item.EventId).ShouldBe((EventTypes.Checkpoint, world.History.CursorAt(3).ToString()));
    }

    [Fact]
    public async Task A_reader_may_stall_longer_than_web_servers_usually_allow()
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var stalled = await RawClient.ConnectAsync(world.Gateway, receiveBuffer: 4_096);
        await stalled.SendAsync("GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n");
        (await stalled.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 200");
        await using var reader = await world.FollowAsync();
        var large = new string('x', 500_000);
        for (var i = 0; i < 30; i++)
        {
            await world.ChangeAsync(seq => Event.Create(world.History.Epoch, seq, text: large));
        }

        await reader.ReceiveContiguousAsync(1, 30);
        await Should.ThrowAsync<OperationCanceledException>(() => reader.ReceiveAsync(TimeSpan.FromSeconds(8)));
        await stalled.ReadUntilAsync($"id: {world.History.CursorAt(30)}\nevent: item.created\ndata: ");
    }

    [Fact]
    public async Task A_body_that_nobody_asked_for_is_not_read_into_memory()
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var client = await RawClient.ConnectAsync(world.Gateway);
        await client.SendAsync("GET /sse HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n");
        (await client.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 200");
        var sent = 0L;
        var sending = Task.Run(async () =>
        {
            for (var block = new byte[16 * 1024]; sent < 100_000_000; sent += block.Length)
            {
                await client.SendAsync(block);
            }
        }, TestContext.Current.CancellationToken);
        var before = -1L;
        await Testing.Eventually.Async(async () =>
        {
            await Task.Delay(300, TestContext.Current.CancellationToken);
            return before == (before = Volatile.Read(ref sent));
        });
        sending.IsCompleted.ShouldBeFalse("it is held up");
        var read = before + (16 * 1024) - ServerSide.Unread(client);
        TestContext.Current.SendDiagnosticMessage("{0:N0} bytes taken by the kernel, {1:N0} of them read", before, read);
        read.ShouldBeLessThan(192 * 1024);
        await world.ChangeAsync();
        await client.ReadUntilAsync($"id: {world.History.CursorAt(1)}\n");
    }

    [Fact]
    public async Task Any_page_may_read_unless_origins_are_named()
    {
        await using var world = await GatewayWorld.StartAsync();
        using var response = await world.GetAsync("/sse", ("Origin", "https://example.org"));
        response.Headers.GetValues("Access-Control-Allow-Origin").Single().ShouldBe("*");
        response.Headers.GetValues("Access-Control-Expose-Headers").Single().ShouldBe(StreamNames.CursorHeader);
    }

    [Fact]
    public async Task Works_over_HTTP_2_for_many_streams_on_one_connection()
    {
        await using var world = await GatewayWorld.CreateAsync(("Kestrel__EndpointDefaults__Protocols", "Http2"));
        world.History.Append(500);
        world.Gateway.Client.DefaultRequestVersion = HttpVersion.Version20;
        world.Gateway.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await world.Gateway.StartAsync();
        var streams = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SseFollower.OpenAsync(world, "?after=0")));
        foreach (var stream in streams)
        {
            for (var seq = 1; seq <= 500; seq++)
            {
                (await stream.ReceiveAsync()).EventId.ShouldBe(world.History.CursorAt(seq).ToString());
            }

            await stream.DisposeAsync();
        }
    }
}
