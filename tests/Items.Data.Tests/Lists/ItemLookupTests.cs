using Items.Data.Setup;
using Items.Testing;
using Items.Testing.Systems;
using Npgsql;

namespace Items.Data.Tests.Lists;

public sealed class ItemLookupTests
{
    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_asks_at_the_same_time_as_others_gets_its_own_item_or_none()
    {
        await using var log = await TestLog.StartAsync();
        var items = (await Task.WhenAll(Enumerable.Range(0, 150).Select(i => log.CreateAsync($"{i}")))).Select(outcome => outcome.Item!).ToList();
        // Each one several times, and as many that there are not.
        var asked = Enumerable.Range(0, 1_000).Select(i => i % 2 == 0 ? items[i % items.Count].Id : Guid.CreateVersion7()).ToList();

        var pages = await Task.WhenAll(asked.Select(id => log.Lookup.GetAsync(id, Ends)));
        for (var i = 0; i < asked.Count; i++)
        {
            pages[i].Head.ShouldBe(150);
            pages[i].Items.Select(item => (item.Id, item.Text)).ShouldBe(items.Where(item => item.Id == asked[i]).Select(item => (item.Id, item.Text)));
        }
    }

    [Fact]
    public async Task Whoever_has_written_reads_what_it_wrote_while_many_others_read()
    {
        await using var log = await TestLog.StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ends);
        var others = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await log.Lookup.GetAsync(Guid.CreateVersion7(), Ends);
                await log.Items.ListAsync(new(10, null, null, null, IsNewestFirst: true), Ends);
            }
        })).ToList();

        for (var i = 0; i < 200; i++)
        {
            var outcome = await log.CreateAsync($"{i}");
            (await log.Lookup.GetAsync(outcome.Item!.Id, Ends)).Items.Single().Text.ShouldBe($"{i}");
            var page = await log.Items.ListAsync(new(10, null, null, null, IsNewestFirst: true), Ends);
            page.Head.ShouldBeGreaterThanOrEqualTo(outcome.Position.Seq);
            page.Items[0].Text.ShouldBe($"{i}");
        }

        await stop.CancelAsync();
        await Task.WhenAll(others);
    }

    [Fact]
    public async Task A_read_that_fails_fails_for_all_who_wait_for_it_and_for_nobody_after_them()
    {
        await using var log = await TestLog.StartAsync();
        await log.CreateAsync("x");
        await Raw.ExecuteAsync(log.Database, "ALTER TABLE items RENAME TO lost");
        var lookups = Enumerable.Range(0, 50).Select(_ => log.Lookup.GetAsync(Guid.CreateVersion7(), Ends)).ToList();
        var lists = Enumerable.Range(0, 50).Select(_ => log.Items.ListAsync(new(10, null, null, null, IsNewestFirst: false), Ends)).ToList();
        foreach (var read in lookups.Concat(lists))
        {
            await Should.ThrowAsync<PostgresException>(() => read);
        }

        await Raw.ExecuteAsync(log.Database, "ALTER TABLE lost RENAME TO items");
        (await log.Lookup.GetAsync(Guid.CreateVersion7(), Ends)).Head.ShouldBe(1);
        (await log.Items.ListAsync(new(10, null, null, null, IsNewestFirst: false), Ends)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task While_Postgres_says_nothing_nobody_waits_for_one_time_out_after_another()
    {
        await using var database = await WiredDatabase.StartAsync();
        await using var log = await TestLog.StartAsync($"{database.ConnectionString};Timeout=2;Command Timeout=2");
        database.FallSilent();
        var before = database.Wire.Connections;

        var reads = Enumerable.Range(0, 5_000).Select(_ => log.Lookup.GetAsync(Guid.CreateVersion7(), Ends)).ToList();
        foreach (var read in reads)
        {
            (await Should.ThrowAsync<Exception>(() => read)).IsPostgresFailure.ShouldBeTrue();
        }

        // Some more for what else wants to connect; one statement after another would have been fifty.
        (database.Wire.Connections - before).ShouldBeLessThan(20);
        database.Wire.Mend();
        await Eventually.SucceedsAsync(() => log.Lookup.GetAsync(Guid.CreateVersion7(), Ends));
    }

    [Fact]
    public async Task Whoever_goes_away_takes_nobody_else_s_answer_along()
    {
        await using var log = await TestLog.StartAsync();
        using var gone = new CancellationTokenSource();
        var abandoned = Enumerable.Range(0, 20).Select(_ => log.Lookup.GetAsync(Guid.CreateVersion7(), gone.Token)).ToList();
        var kept = Enumerable.Range(0, 20).Select(_ => log.Lookup.GetAsync(Guid.CreateVersion7(), Ends)).ToList();
        await gone.CancelAsync();
        (await Task.WhenAll(kept)).ShouldAllBe(page => page.Head == 0);
        foreach (var read in abandoned)
        {
            await read.ContinueWith(_ => { }, Ends, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            read.IsFaulted.ShouldBeFalse();
        }
    }
}
