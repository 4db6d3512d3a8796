using System.Net.WebSockets;
using Items.Contracts;
using Items.StreamGateway.Tests.World;
using Microsoft.AspNetCore.Http;

namespace Items.StreamGateway.Tests.Snapshots;

/// <summary>What can go wrong between the beginning of a snapshot and its end.</summary>
public sealed class InterruptedSnapshotTests
{
    private static readonly (string, string)[] Impatient =
    [
        ("History__PageSize", "10"), ("CatchUp__MaxRetryDelay", "00:00:00.1"), ("Subscribers__Heartbeat", "00:00:00.3"), ("Subscribers__Tick", "00:00:00.1"),
    ];

    [Fact]
    public async Task A_snapshot_waits_for_the_Api_with_signs_of_life_and_then_goes_on()
    {
        await using var world = await StartAsync();
        AfterFirstPage(world, context => Answer(context, StatusCodes.Status503ServiceUnavailable));
        await using var client = await RawClient.UpgradeAsync(world.Gateway, "?snapshot=true");
        var copy = new Copy();
        var pings = 0;
        while (copy.Position is null)
        {
            var (first, payload) = (await client.ReadFrameAsync()).ShouldNotBeNull();
            if (first == 0x89)
            {
                await client.SendAsync(RawClient.Frame(0x8A, payload));
                world.History.Snapshots.Instead = ++pings < 4 ? world.History.Snapshots.Instead : null;
                continue;
            }

            copy.Apply(payload);
        }

        pings.ShouldBeGreaterThanOrEqualTo(4);
        (copy.Begins, copy.Items).ShouldBe((1, 100));
    }

    [Fact]
    public async Task A_snapshot_that_the_Api_keeps_waiting_too_long_is_told_to_come_later()
    {
        await using var world = await StartAsync(("CatchUp__Deadline", "00:00:01"));
        AfterFirstPage(world, context => Answer(context, StatusCodes.Status503ServiceUnavailable));
        await using var follower = await world.FollowAsync("?snapshot=true");
        await ExpectEndAsync(follower, 1013, items: 10, begins: 1);
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_continued_begins_again_on_the_same_connection()
    {
        await using var world = await StartAsync();
        var gone = 2;
        AfterFirstPage(world, context => gone-- > 0 ? Answer(context, StatusCodes.Status410Gone) : Task.FromResult(false));
        await using var follower = await world.FollowAsync("?snapshot=true");
        var copy = new Copy();
        await copy.ReceiveAsync(follower, 100);
        (copy.Begins, copy.Ends, copy.Items).ShouldBe((3, 1, 120));
        copy.Table.ShouldBe(Copy.Of(world.History).Table);
    }

    [Fact]
    public async Task A_snapshot_that_can_never_be_continued_ends()
    {
        await using var world = await StartAsync();
        AfterFirstPage(world, context => Answer(context, StatusCodes.Status410Gone));
        await using var follower = await world.FollowAsync("?snapshot=true");
        await ExpectEndAsync(follower, 4410, items: 40, begins: 4);
    }

    [Fact]
    public async Task A_new_epoch_in_the_middle_ends_the_stream_and_the_next_one_is_right()
    {
        await using var world = await StartAsync();
        AfterFirstPage(world, context =>
        {
            world.History.Recreate("00c0ffee", 5);
            return Task.FromResult(false);
        });
        await using var follower = await world.FollowAsync("?snapshot=true");
        await ExpectEndAsync(follower, 4410, items: 10, begins: 1);
        world.History.Snapshots.Instead = null;
        await Testing.Eventually.SucceedsAsync(async () =>
        {
            await using var next = await world.FollowAsync("?snapshot=true");
            await new Copy().ReceiveAsync(next, 5);
        });
    }

    [Fact]
    public async Task A_gateway_that_stops_in_the_middle_says_goodbye_without_an_end()
    {
        await using var world = await StartAsync();
        AfterFirstPage(world, context => Answer(context, StatusCodes.Status503ServiceUnavailable));
        await using var follower = await world.FollowAsync("?snapshot=true");
        using var browser = await world.GetAsync("/sse?snapshot=true");
        var text = browser.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await Testing.Eventually.Async(() => world.History.Snapshots.Queries.Count >= 4);
        var stopped = world.Gateway.StopAsync();
        await ExpectEndAsync(follower, 1012, items: 10, begins: 1);
        (await text).ShouldMatch("^retry: 2000\nid: \n\n(event: [^\n]*\ndata: [^\n]*\n\n|:\n\n)*retry: [0-9]+\n\n$");
        await stopped;
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_is_answered_and_costs_nothing_more()
    {
        await using var world = await StartAsync();
        AfterFirstPage(world, context => Answer(context, StatusCodes.Status503ServiceUnavailable));
        await using var follower = await world.FollowAsync("?snapshot=true");
        await follower.ReceiveAsync();
        await follower.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        while (await follower.ReceiveAsync() is not null)
        {
        }

        follower.Socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Fact]
    public async Task Answers_that_are_no_pages_are_not_relayed()
    {
        await using var world = await StartAsync();
        var answers = Malformed(world.History.Epoch);
        var next = 0;
        AfterFirstPage(world, async context =>
        {
            if (next == answers.Length)
            {
                return false;
            }

            await answers[next++](context);
            return true;
        });
        await using var follower = await world.FollowAsync("?snapshot=true");
        var copy = new Copy();
        await copy.ReceiveAsync(follower, 100);
        (next, copy.Begins, copy.Items).ShouldBe((answers.Length, 1, 100), "nothing of them came, and the snapshot went on");
    }

    private static Func<HttpContext, Task>[] Malformed(string epoch)
    {
        var cursor = new Cursor(epoch, 100);
        var good = FakeSnapshots.Event(epoch, SomeItems.Id(1).ToString(), "{}");
        Func<HttpContext, Task> Page(string body, string? next = "x", Cursor? end = null) => context => FakeSnapshots.WriteAsync(context, [body], next, end);
        return
        [
            context => context.Response.WriteAsync("<html>"),
            context => Answer(context, StatusCodes.Status400BadRequest),
            context => Answer(context, StatusCodes.Status204NoContent),
            context => { context.Abort(); return Task.CompletedTask; },
            Page(good, next: null, end: null),
            Page(good, next: null, end: new Cursor(null, 100)),
            Page(good, next: new string('x', 201)),
            Page(good, next: "x&page=y"),
            Page(good, next: ""),
            Page(good[..^1]),
            Page(good + "]"),
            Page("1"),
            Page("null"),
            Page(FakeSnapshots.Event(epoch, "x", "{}", EventTypes.Created)),
            Page(FakeSnapshots.Event(epoch, "x", "{}", EventTypes.SnapshotEnd)),
            Page(good.Replace("\"subject\"", "\"sequence\":\"00000000000000000001\",\"subject\"", StringComparison.Ordinal)),
            Page(good.Replace("\"type\":", "\"kind\":", StringComparison.Ordinal)),
            Page(good.Replace("\"subject\"", "\n\"subject\"", StringComparison.Ordinal)),
            context =>
            {
                context.Response.Headers.Link = "</api/snapshot?page=x>; rel=\"next\"";
                context.Response.Headers[StreamNames.CursorHeader] = cursor.ToString();
                return context.Response.WriteAsync("[]");
            },
            context =>
            {
                context.Response.Headers.Link = "</api/snapshot?page=x>; rel=\"prev\"";
                return context.Response.WriteAsync("[]");
            },
        ];
    }

    private static async Task<GatewayWorld> StartAsync(params (string, string)[] settings)
    {
        var world = await GatewayWorld.StartAsync(0, [.. Impatient, .. settings]);
        SomeItems.Create(world.History, 100);
        return world;
    }

    /// <summary>Later pages are answered by the test, where it wants to; the first ones are what they should be.</summary>
    private static void AfterFirstPage(GatewayWorld world, Func<HttpContext, Task<bool>> answer) =>
        world.History.Snapshots.Instead = context => context.Request.Query.ContainsKey("page") ? answer(context) : Task.FromResult(false);

    private static Task<bool> Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.FromResult(true);
    }

    private static async Task ExpectEndAsync(WebSocketFollower follower, int code, int items, int begins)
    {
        var copy = new Copy();
        while (await follower.ReceiveAsync() is { } message)
        {
            copy.Apply(message);
        }

        ((int)follower.Socket.CloseStatus!).ShouldBe(code);
        (copy.Items, copy.Begins, copy.Ends, copy.Position).ShouldBe((items, begins, 0, null));
        await follower.Socket.CloseOutputAsync(follower.Socket.CloseStatus!.Value, null, TestContext.Current.CancellationToken);
    }
}
