using System.Collections.Concurrent;
using System.Text.Json;
using Items.Contracts;
using Items.Data.Log;

namespace Items.Data.Tests.Log;

public sealed class ConcurrentAppendTests
{
    [Fact]
    public async Task Two_processes_and_64_writers_leave_a_log_without_a_hole_whose_fold_is_the_table()
    {
        await using var one = await TestLog.StartAsync();
        await using var two = await TestLog.StartAsync(one.Database);
        var ids = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToArray();
        var outcomes = new ConcurrentBag<ChangeOutcome>();

        await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            for (var i = 0; i < 50; i++)
            {
                var log = random.Next(2) == 0 ? one : two;
                outcomes.Add(await log.AppendAsync(Arbitrary(random, ids[random.Next(ids.Length)], $"{writer}.{i}")));
            }
        })));

        var events = await one.ReadAllAsync();
        events.Select(e => e.Seq).ShouldBe(Enumerable.Range(1, events.Count).Select(i => (long)i), "1..N without a hole");
        outcomes.Where(o => o.Result is ChangeResult.Applied or ChangeResult.Created).Select(o => o.Position.Seq).Order()
            .ShouldBe(events.Select(e => e.Seq), "one acknowledged change for each event");
        Fold(events).ShouldBe(await one.ReadItemsAsync());
    }

    [Fact]
    public async Task Changes_of_one_item_commit_in_the_order_in_which_they_were_handed_in()
    {
        await using var log = await TestLog.StartAsync();
        var id = (await log.CreateAsync("start")).Item!.Id;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => log.AppendAsync(new Change(ChangeKind.Put, id, $"{i}", "{}"))));

        outcomes.Select(o => o.Position.Seq).ShouldBeInOrder();
        outcomes[^1].Item!.Version.ShouldBe(301);
        (await log.ReadItemsAsync())[0].Text.ShouldBe("299");
    }

    [Fact]
    public async Task A_value_that_Postgres_refuses_does_not_disturb_its_neighbours()
    {
        await using var log = await TestLog.StartAsync();
        var good = Enumerable.Range(0, 40).Select(i => log.CreateAsync($"good {i}")).ToList();
        var bad = log.CreateAsync("bad \0 text");
        var worse = log.CreateAsync("bad attributes", """{"a": 1e999999}""");
        good.AddRange(Enumerable.Range(0, 40).Select(i => log.CreateAsync($"more {i}")));

        (await Task.WhenAll(good)).ShouldAllBe(outcome => outcome.Result == ChangeResult.Created);
        (await bad).Result.ShouldBe(ChangeResult.Rejected);
        (await worse).Result.ShouldBe(ChangeResult.Rejected);
        (await log.ReadAllAsync()).Select(e => e.Seq).ShouldBe(Enumerable.Range(1, 80).Select(i => (long)i));
    }

    [Fact]
    public async Task A_commit_of_one_process_wakes_who_waits_in_another()
    {
        await using var one = await TestLog.StartAsync();
        await using var two = await TestLog.StartAsync(one.Database);
        await WakesAsync(one, two);
    }

    [Fact]
    public async Task A_process_whose_listening_session_was_ended_listens_again()
    {
        const string Listeners = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
        await using var one = await TestLog.StartAsync();
        await using var two = await TestLog.StartAsync(one.Database);
        await WakesAsync(one, two);
        await Raw.ExecuteAsync(one.Database, Listeners.Replace("count(*)", "pg_terminate_backend(pid)", StringComparison.Ordinal));
        await Testing.Eventually.Async(async () => await Raw.ReadAsync<long>(one.Database, Listeners) == 2);
        await WakesAsync(one, two);
    }

    /// <summary>Listening takes effect some time after the start, and says so by a wake-up.</summary>
    private static Task WakesAsync(TestLog writer, TestLog waiter) => Testing.Eventually.Async(async () =>
    {
        var next = waiter.Signal.Next;
        await writer.CreateAsync("wake up");
        return await Task.WhenAny(next, Task.Delay(500)) == next;
    });

    private static Change Arbitrary(Random random, Guid id, string text) => random.Next(6) switch
    {
        0 => new Change(ChangeKind.Create, Guid.CreateVersion7(), text, "{}"),
        1 => new Change(ChangeKind.Create, id, text, """{"by": "create"}"""),
        2 => new Change(ChangeKind.Put, id, text, """{"by": "put"}"""),
        3 => new Change(ChangeKind.Patch, id, Text: null, $$"""{"n{{random.Next(3)}}": {{random.Next(9)}}}"""),
        4 => new Change(ChangeKind.Delete, id),
        _ => new Change(ChangeKind.Put, id, text, "{}") { IfNoneMatch = "*" },
    };

    private static List<(Guid Id, string Text, string Attributes, int Version, long Seq)> Fold(IEnumerable<LogEvent> events)
    {
        var items = new Dictionary<Guid, ItemResource>();
        foreach (var logged in events)
        {
            var change = JsonSerializer.Deserialize(logged.Json.Span, ContractsJson.Default.ItemEvent)!;
            if (change.Type == EventTypes.Deleted)
            {
                items.Remove(change.Data!.Id).ShouldBeTrue();
            }
            else
            {
                items[change.Data!.Id] = change.Data;
            }
        }

        return [.. items.Values.Select(i => (i.Id, i.Text, i.Attributes.Text, i.Version, i.Seq)).OrderBy(i => i.Id.ToString(), StringComparer.Ordinal)];
    }
}
