using System.Net;
using System.Text;
using System.Text.Json;
using Items.Contracts;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Snapshots;

public sealed class SnapshotStreamTests
{
    private static readonly (string, string)[] SmallPages = [("History__PageSize", "20"), ("Ring__Capacity", "64"), ("Tail__Prefill", "16")];

    [Fact]
    public async Task On_a_WebSocket_the_items_come_between_a_beginning_and_an_end_and_then_every_change()
    {
        await using var world = await GatewayWorld.StartAsync();
        SomeItems.Create(world.History, 3);
        await using var follower = await world.FollowAsync("?snapshot=true");
        follower.Start.ShouldBeNull("there is no position yet");

        var begin = Read(await follower.ReceiveAsync());
        begin.GetProperty("type").GetString().ShouldBe("snapshot.begin");
        begin.GetProperty("source").GetString().ShouldBe($"/streams/{world.History.Epoch}");
        begin.TryGetProperty("sequence", out _).ShouldBeFalse();
        begin.TryGetProperty("data", out _).ShouldBeFalse();
        for (var i = 1; i <= 3; i++)
        {
            var item = Read(await follower.ReceiveAsync());
            (item.GetProperty("type").GetString(), item.GetProperty("subject").GetString()).ShouldBe(("item.snapshot", SomeItems.Id(i).ToString()));
            item.TryGetProperty("sequence", out _).ShouldBeFalse();
        }

        var end = Read(await follower.ReceiveAsync());
        (end.GetProperty("type").GetString(), end.GetProperty("sequence").GetString()).ShouldBe(("snapshot.end", Cursor.FormatSequence(3)));
        end.GetProperty("id").GetString().ShouldBe(begin.GetProperty("id").GetString()!.Replace("-begin", "-end", StringComparison.Ordinal));
        await world.ChangeAsync();
        await follower.ReceiveContiguousAsync(4, 4);
    }

    [Fact]
    public async Task On_SSE_nothing_has_an_id_before_the_end_has_one()
    {
        await using var world = await GatewayWorld.StartAsync();
        SomeItems.Create(world.History, 2);
        await using var stream = await SseFollower.OpenAsync(world, "?snapshot=true");
        stream.Response.Headers.Contains(StreamNames.CursorHeader).ShouldBeFalse();
        string[] types = ["snapshot.begin", "item.snapshot", "item.snapshot", "snapshot.end"];
        foreach (var type in types)
        {
            var block = await stream.ReceiveAsync();
            block.EventType.ShouldBe(type);
            (block.EventId ?? "").ShouldBe(type == "snapshot.end" ? world.History.CursorAt(2).ToString() : "");
        }

        // The empty id makes a browser forget the position that it had before: cut off here, it would begin again.
        stream.FirstLines.ShouldStartWith("retry: 2000\nid: \n\nevent: snapshot.begin\ndata: {");
        var before = stream.FirstLines[..stream.FirstLines.IndexOf($"id: {world.History.CursorAt(2)}\nevent: snapshot.end\n", StringComparison.Ordinal)];
        before.Split("\nid: ").Length.ShouldBe(2, "the empty one alone");
        await world.ChangeAsync();
        (await stream.ReceiveAsync()).EventId.ShouldBe(world.History.CursorAt(3).ToString());
    }

    [Fact]
    public async Task The_snapshot_of_an_empty_list_ends_at_the_position_before_the_first_event()
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var stream = await SseFollower.OpenAsync(world, "?snapshot=true");
        (await stream.ReceiveAsync()).EventType.ShouldBe("snapshot.begin");
        var end = await stream.ReceiveAsync();
        (end.EventType, end.EventId).ShouldBe(("snapshot.end", world.History.CursorAt(0).ToString()));
        await world.ChangeAsync();
        (await stream.ReceiveAsync()).EventId.ShouldBe(world.History.CursorAt(1).ToString());
    }

    [Fact]
    public async Task The_fold_is_the_table_at_the_end_of_the_snapshot_and_after_every_change_while_others_write()
    {
        await using var world = await GatewayWorld.StartAsync(0, SmallPages);
        SomeItems.Create(world.History, 500);
        var present = Enumerable.Range(1, 500).ToHashSet();
        var random = new Random(3);
        world.History.Snapshots.Instead = _ =>
        {
            lock (random)
            {
                SomeItems.ChangeSome(world.History, random, present, 600);
            }

            return Task.FromResult(false);
        };
        var followers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.FollowAsync("?snapshot=true")));
        var copies = followers.Select(_ => new Copy()).ToList();
        await Task.WhenAll(followers.Select((follower, i) => copies[i].ReceiveAsync(follower, 0)));
        world.History.Snapshots.Instead = null;
        for (var i = 0; i < 200; i++)
        {
            SomeItems.ChangeSome(world.History, random, present, 600);
        }

        await Task.WhenAll(followers.Select((follower, i) => copies[i].ReceiveAsync(follower, world.History.Head)));
        foreach (var copy in copies)
        {
            (copy.Begins, copy.Ends).ShouldBe((1, 1));
            copy.Table.ShouldBe(Copy.Of(world.History).Table);
        }

        TestContext.Current.SendDiagnosticMessage($"8 snapshots of {copies.Average(copy => copy.Items):0} events each during {world.History.Head - 700} changes");
        foreach (var follower in followers)
        {
            await follower.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_position_that_is_served_is_resumed_without_a_snapshot()
    {
        await using var world = await GatewayWorld.StartAsync(100, SmallPages);
        await using var follower = await world.FollowAsync("?snapshot=true&after=3");
        follower.Start.ShouldBe(world.History.CursorAt(3));
        await follower.ReceiveContiguousAsync(4, 100);
        await using var browser = await SseFollower.OpenAsync(world, "?snapshot=true", ("Last-Event-ID", world.History.CursorAt(99).ToString()));
        (await browser.ReceiveAsync()).EventId.ShouldBe(world.History.CursorAt(100).ToString());
        world.History.Snapshots.Queries.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("00c0ffee-00000000000000000001")]
    [InlineData("6923a1c4-00000000000000000999")]
    [InlineData("6923a1c4-00000000000000000003")]
    public async Task A_position_that_is_gone_becomes_a_snapshot_only_where_that_was_asked_for(string after)
    {
        await using var world = await GatewayWorld.CreateAsync(("Tail__Prefill", "2"));
        SomeItems.Create(world.History, 10);
        world.History.RetainFrom(9);
        await world.Gateway.StartAsync();
        await using var follower = await world.FollowAsync($"?snapshot=true&after={after}");
        var copy = new Copy();
        await copy.ReceiveAsync(follower, 10);
        copy.Table.ShouldBe(Copy.Of(world.History).Table);

        await using var browser = await SseFollower.OpenAsync(world, "?snapshot=true", ("Last-Event-ID", after));
        (await browser.ReceiveAsync()).EventType.ShouldBe("snapshot.begin");
        browser.Response.Headers.Contains(StreamNames.CursorHeader).ShouldBeFalse();
        foreach (var query in new[] { "", "&snapshot=false" })
        {
            using var refused = await world.GetAsync($"/sse?after={after}{query}");
            refused.StatusCode.ShouldBe(HttpStatusCode.Gone);
        }
    }

    [Fact]
    public async Task Filters_restrict_the_snapshot_as_well_but_types_choose_among_changes_only()
    {
        await using var world = await GatewayWorld.StartAsync(0, ("Subscribers__CheckpointInterval", "00:00:00.1"));
        SomeItems.Create(world.History, 1);
        var query = $$"""?snapshot=true&types=item.deleted&subject={{SomeItems.Id(1)}},{{SomeItems.Id(2)}}&attributes={"ä":"%26page=x"}""";
        await using var follower = await world.FollowAsync(query);
        var copy = new Copy();
        await copy.ReceiveAsync(follower, 1);
        var asked = world.History.Snapshots.Queries.Single();
        asked["attributes"].ToString().ShouldBe("""{"ä":"&page=x"}""");
        asked["ids"].ToString().Split(',').Order(StringComparer.Ordinal).ShouldBe([SomeItems.Id(1).ToString(), SomeItems.Id(2).ToString()]);
        asked.Keys.Order(StringComparer.Ordinal).ShouldBe(["attributes", "ids", "limit"]);
        copy.Items.ShouldBe(1, "the Api decides which items; types do not count");

        await world.ChangeAsync(seq => Event.Create(world.History.Epoch, seq, EventTypes.Updated, SomeItems.Id(1), """{"ä":"&page=x"}"""));
        Read(await follower.ReceiveAsync()).GetProperty("type").GetString().ShouldBe(EventTypes.Checkpoint);
        await world.ChangeAsync(seq => Event.Create(world.History.Epoch, seq, EventTypes.Deleted, SomeItems.Id(1), """{"ä":"&page=x"}"""));
        Read(await follower.ReceiveAsync()).GetProperty("type").GetString().ShouldBe(EventTypes.Deleted);
    }

    [Fact]
    public async Task Filters_that_no_snapshot_can_have_are_refused_only_with_one()
    {
        await using var world = await GatewayWorld.StartAsync(0, ("Subscribers__MaxSubjects", "200"), ("Subscribers__MaxAttributesBytes", "4000"));
        var subjects = $"subject={string.Join(',', Enumerable.Range(1, 101).Select(SomeItems.Id))}";
        var attributes = $$"""attributes={"a":"{{new string('\'', 3_000)}}"}""";
        foreach (var (filter, parameter) in new[] { (subjects, "subject"), (attributes, "snapshot") })
        {
            using var refused = await world.GetAsync($"/sse?snapshot=true&{filter}");
            (refused.StatusCode, (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains($"\"parameter\":\"{parameter}\"", StringComparison.Ordinal))
                .ShouldBe((HttpStatusCode.BadRequest, true));
            using var allowed = await world.GetAsync($"/sse?{filter}");
            allowed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Metrics_count_snapshots_that_begin_and_that_are_completed()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var world = await GatewayWorld.StartAsync(3, collector.Settings);
        await using var follower = await world.FollowAsync("?snapshot=true");
        await new Copy().ReceiveAsync(follower, 3);
        await Testing.Eventually.Async(() =>
            collector.Has("items.gateway.snapshots.begun"u8.ToArray()) && collector.Has("items.gateway.snapshots.completed"u8.ToArray()));
    }

    private static JsonElement Read(byte[]? message) => JsonElement.Parse(Encoding.UTF8.GetString(message.ShouldNotBeNull()));
}
