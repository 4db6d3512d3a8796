using System.Text.Json;
using Items.Contracts;
using Items.Data.Log;
using Items.Data.Snapshots;

namespace Items.Data.Tests.Snapshots;

public sealed class SnapshotReaderTests
{
    private static readonly SnapshotFilter Everything = new(Attributes: null, Ids: null);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_table_is_a_snapshot_of_one_empty_page_at_the_head()
    {
        await using var log = await TestLog.StartAsync();
        var page = (await ReadAsync(log, null, Everything, 10))!;
        (page.Events.Count, page.Head, page.Next).ShouldBe((0, 0, null));
    }

    [Fact]
    public async Task A_reader_who_was_away_for_long_catches_up_in_pages_of_bounded_work_before_more_is_listed()
    {
        await using var log = await TestLog.StartAsync();
        var items = new List<Guid>();
        for (var i = 0; i < 6; i++)
        {
            items.Add((await log.CreateAsync($"{i}")).Item!.Id);
        }

        var few = Everything with { Ids = [.. items] };
        var place = (await ReadAsync(log, null, few, 2))!.Next!.Value;
        place.ShouldBe(place with { Position = 6, Listed = 2, Bound = 6 });
        foreach (var others in Enumerable.Range(0, SnapshotReader.MaxChanges + 500).Chunk(500))
        {
            await Task.WhenAll(others.Select(i => log.CreateAsync($"other {i}")));
        }

        await log.AppendAsync(new Change(ChangeKind.Delete, items[0]));

        var behind = (await ReadAsync(log, place, few, 2))!;
        behind.Events.ShouldBeEmpty();
        behind.Next.ShouldBe(place with { Position = 6 + SnapshotReader.MaxChanges });
        var caughtUp = (await ReadAsync(log, behind.Next, few, 2))!;
        Read(caughtUp).ShouldBe([(items[0], false), (items[2], true)]);
        caughtUp.Next.ShouldBe(place with { Position = caughtUp.Head, Listed = 3 });
        Read((await ReadAsync(log, caughtUp.Next, few, 1_000))!).ShouldBe([(items[3], true), (items[4], true), (items[5], true)]);
    }

    [Fact]
    public async Task More_changed_items_than_a_page_holds_move_the_position_only_to_the_first_that_was_left_out()
    {
        await using var log = await TestLog.StartAsync();
        var (a, b, c) = ((await log.CreateAsync("a")).Item!.Id, (await log.CreateAsync("b")).Item!.Id, (await log.CreateAsync("c")).Item!.Id);
        var place = (await ReadAsync(log, null, Everything, 1))!.Next!.Value;
        foreach (var id in new[] { b, a, b, c, a })
        {
            await log.AppendAsync(new Change(ChangeKind.Put, id, $"{Guid.CreateVersion7()}", "{}"));
        }

        // 4 is b, 5 is a, 6 is b, 7 is c, 8 is a.
        var one = (await ReadAsync(log, place, Everything, 1))!;
        (Read(one).Single().Id, one.Next!.Value.Position).ShouldBe((b, 4));
        var two = (await ReadAsync(log, place, Everything, 2))!;
        Read(two).Select(item => item.Id).ShouldBe([b, a]);
        two.Next.ShouldBe(place with { Position = 6 });
        var all = (await ReadAsync(log, place, Everything, 3))!;
        Read(all).Select(item => item.Id).ShouldBe([b, a, c]);
        all.Next.ShouldBe(place with { Position = 8 });
        var last = (await ReadAsync(log, all.Next, Everything, 3))!;
        (Read(last).Select(item => item.Id).SequenceEqual([b, c]), last.Next).ShouldBe((true, null));
    }

    [Fact]
    public async Task Writers_who_change_less_than_a_page_between_two_pages_cannot_keep_it_from_ending()
    {
        await using var log = await TestLog.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => log.CreateAsync($"{i}")));
        var pages = 1;
        for (var place = (await ReadAsync(log, null, Everything, 10))!.Next; place is not null; pages++)
        {
            await Task.WhenAll(Enumerable.Range(0, 9).Select(i => log.CreateAsync($"new {pages}.{i}")));
            place = (await ReadAsync(log, place, Everything, 10))!.Next;
        }

        pages.ShouldBe(191, "a page of ten, then on each page nine new items and one more of the old");
    }

    [Theory]
    [InlineData("6923a1c4.3.2.3", true)]
    [InlineData("6923a1c4.9223372036854775807.0.9223372036854775807", true)]
    [InlineData("6923a1c4.9223372036854775808.0.1", false)]
    [InlineData("6923a1c4.3.2.4", false)]
    [InlineData("6923a1c4.3. 2.3", false)]
    [InlineData(null, false)]
    public void A_place_is_read_as_it_was_written(string? text, bool isOne)
    {
        SnapshotPlace.TryParse(text, out var place).ShouldBe(isOne);
        (isOne ? place.ToString() : text).ShouldBe(text);
    }

    private static Task<SnapshotPage?> ReadAsync(TestLog log, SnapshotPlace? place, SnapshotFilter filter, int limit) =>
        log.Snapshots.ReadAsync(place, filter, limit, Stop);

    private static List<(Guid Id, bool IsThere)> Read(SnapshotPage page) =>
        [.. page.Events.Select(e => JsonSerializer.Deserialize(e.Span, ContractsJson.Default.ItemSnapshot)!).Select(e => (Guid.Parse(e.Subject), e.Data is not null))];
}
