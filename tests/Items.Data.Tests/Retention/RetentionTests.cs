using Items.Data.Log;
using Items.Testing;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Items.Data.Tests.Retention;

public sealed class RetentionTests
{
    private static readonly (string, string) Often = ("Retention:Interval", "00:00:00.1");

    [Fact]
    public async Task Without_a_limit_everything_is_kept()
    {
        await using var log = await StartAsync(5_000, "published = head", Often);
        await using var limited = await TestLog.StartAsync(log.Database, Often, ("Retention:MaxEvents", "2000"));
        await KeptAsync(log, 3_001, 5_000);
    }

    [Fact]
    public async Task The_newest_events_are_kept_and_a_reader_from_the_start_begins_with_the_oldest_of_them()
    {
        await using var log = await StartAsync(20_000, "published = head", Often, ("Retention:MaxEvents", "1000"));
        await KeptAsync(log, 19_001, 20_000);

        await log.CreateAsync("one more");
        await KeptAsync(log, 19_002, 20_001);
        var page = await log.Reader.ReadAsync(0, 10, types: null, TestContext.Current.CancellationToken);
        page.Events[0].Seq.ShouldBe(19_002);
        page.Oldest.ShouldBe(19_002);
    }

    [Fact]
    public async Task The_size_is_judged_by_a_sample_of_the_rows()
    {
        // 1,000 characters that do not compress, and some 130 bytes beside them.
        await using var log = await StartAsync(10_000, "published = head", Often, ("Retention:MaxBytes", "3000000"));
        await Eventually.Async(async () => await OldestAsync(log) > 1);
        var kept = await Raw.ReadAsync<long>(log.Database, "SELECT head - oldest + 1 FROM stream");
        var bytes = await Raw.ReadAsync<long>(log.Database, "SELECT sum(pg_column_size(e)) FROM events e, stream WHERE seq >= oldest");

        TestContext.Current.SendDiagnosticMessage("of 10,000 events {0} are kept, {1} bytes of 3,000,000", kept, bytes);
        bytes.ShouldBeInRange(2_400_000, 3_300_000);
        await KeptAsync(log, 10_001 - kept, 10_000);
    }

    [Fact]
    public async Task The_age_is_judged_by_the_events_time_and_a_clock_that_was_set_back_deletes_nothing_young()
    {
        await using var log = await StartAsync(30_000, "published = head");
        // One event each second, the newest now; between 20,001 and 20,300 the clock was ten minutes fast, and was set back.
        await Raw.ExecuteAsync(log.Database, "UPDATE events SET at = now() - (30000 - seq) * interval '1 second' + CASE WHEN seq BETWEEN 20001 AND 20300 THEN interval '10 minutes' ELSE '0' END");

        // 20,001 was written 9,999 s ago and says 9,399 s, which is young enough; those after 20,300 are up to 9,699 s old.
        await using var limited = await TestLog.StartAsync(log.Database, Often, ("Retention:MaxAge", "02:37:00"));
        await Eventually.Async(async () => await OldestAsync(log) > 1);
        (await OldestAsync(log)).ShouldBeInRange(20_001, 20_050);
    }

    [Fact]
    public async Task When_every_event_is_too_old_none_is_kept_and_the_position_of_the_head_is_still_served()
    {
        await using var log = await StartAsync(2_000, "published = head");
        await Raw.ExecuteAsync(log.Database, "UPDATE events SET at = now() - interval '1 day'");
        await using var limited = await TestLog.StartAsync(log.Database, Often, ("Retention:MaxAge", "01:00:00"));
        await Eventually.Async(async () => await OldestAsync(log) == 2_001);
        (await log.Reader.ReadAsync(2_000, 10, types: null, TestContext.Current.CancellationToken)).ShouldSatisfyAllConditions(
            page => page.Events.ShouldBeEmpty(), page => page.Head.ShouldBe(2_000), page => page.Oldest.ShouldBe(2_001));

        (await log.CreateAsync("next")).Position.Seq.ShouldBe(2_001);
        (await log.ReadAllAsync()).Select(e => e.Seq).ShouldBe([2_001L]);
    }

    [Fact]
    public async Task What_the_broker_has_not_confirmed_is_kept()
    {
        await using var log = await StartAsync(10_000, "published = 4000", Often, ("Retention:MaxEvents", "1000"));
        await KeptAsync(log, 4_001, 10_000);
        await Raw.ExecuteAsync(log.Database, "UPDATE relay SET published = 10000");
        await KeptAsync(log, 9_001, 10_000);
    }

    [Fact]
    public async Task What_a_run_that_was_killed_between_its_two_steps_left_is_invisible_and_goes_with_the_next()
    {
        await using var log = await StartAsync(10_000, "published = head");
        await Raw.ExecuteAsync(log.Database, "UPDATE stream SET oldest = 8001");
        (await log.Reader.ReadAsync(0, 10, types: null, TestContext.Current.CancellationToken)).Events[0].Seq.ShouldBe(8_001);

        await using var limited = await TestLog.StartAsync(log.Database, Often, ("Retention:MaxEvents", "5000"));
        await KeptAsync(log, 8_001, 10_000);
    }

    [Fact]
    public async Task Of_several_processes_one_runs_at_a_time()
    {
        await using var log = await StartAsync(3_000, "published = head");
        await using var source = NpgsqlDataSource.Create(log.Database + ";Pooling=false");
        await using var other = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (var take = new NpgsqlCommand("SELECT pg_advisory_lock(1769235821, 1801807216)", other))
        {
            await take.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var limited = await TestLog.StartAsync(log.Database, Often, ("Retention:MaxEvents", "1000"));
        await Eventually.Async(async () => await Raw.ReadAsync<long>(
            log.Database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_try_advisory_lock%' AND pid <> pg_backend_pid()") > 0);
        (await OldestAsync(log)).ShouldBe(1);

        await other.CloseAsync();
        await KeptAsync(log, 2_001, 3_000);
    }

    [Theory]
    [InlineData("Retention:MaxEvents", "999")]
    [InlineData("Retention:MaxEvents", "-1")]
    [InlineData("Retention:MaxBytes", "999999")]
    [InlineData("Retention:MaxAge", "00:00:59")]
    [InlineData("Retention:Interval", "00:00:00")]
    public async Task A_limit_that_would_leave_readers_no_time_stops_the_process_at_its_start(string name, string value) =>
        await Should.ThrowAsync<OptionsValidationException>(() => TestLog.StartAsync("Host=127.0.0.1", (name, value)));

    [Fact]
    public async Task A_reader_finds_no_hole_while_retention_runs_without_a_pause()
    {
        await using var log = await StartAsync(20_000, "published = 1000000", ("Retention:MaxEvents", "1000"), ("Retention:Interval", "1.00:00:00"));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(8));
        var retaining = RepeatAsync(() => log.Retention.RunAsync(CancellationToken.None), stop.Token);
        var writing = RepeatAsync(() => LongLog.ExtendAsync(log.DataSource, 100), stop.Token);
        var readers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => ReadNearTheEdgeAsync(log, new Random(i), stop.Token))));
        await Task.WhenAll(retaining, writing);

        TestContext.Current.SendDiagnosticMessage(
            "{0} pages read near the edge, of which {1} found their position gone, while the log lost its oldest events {2} times and grew {3} times",
            readers.Sum(r => r.Pages), readers.Sum(r => r.Gone), await retaining, await writing);
        readers.Sum(r => r.Gone).ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task A_position_and_the_events_after_it_are_read_in_one_look()
    {
        await using var log = await StartAsync(2_000, "published = head");
        await using var reader = await log.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await LogReader.ReadAsync(reader, 0, 10, types: null, TestContext.Current.CancellationToken);

        // The reader has begun when the events are taken from under it, and sees either all of that or nothing.
        await using var source = NpgsqlDataSource.Create(log.Database);
        await using var retention = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await retention.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var delete = new NpgsqlCommand("LOCK TABLE events; UPDATE stream SET oldest = 501; DELETE FROM events WHERE seq < 501", retention))
        {
            await delete.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var reading = LogReader.ReadAsync(reader, 0, 10, types: null, TestContext.Current.CancellationToken);
        await Eventually.Async(() => Raw.ReadAsync<bool>(log.Database, "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'events'::regclass AND NOT granted)"));
        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        var page = await reading;
        page.Events[0].Seq.ShouldBe(page.Oldest);
    }

    private static async Task<(int Pages, int Gone)> ReadNearTheEdgeAsync(TestLog log, Random random, CancellationToken stop)
    {
        var (pages, gone, oldest) = (0, 0, 1L);
        while (!stop.IsCancellationRequested)
        {
            var after = Math.Max(0, oldest - 1 + random.Next(-3, 60));
            var page = await log.Reader.ReadAsync(after, 50, types: null, CancellationToken.None);
            oldest = page.Oldest;
            pages++;
            gone += after < oldest - 1 ? 1 : 0;
            var first = Math.Max(after + 1, oldest);
            page.Events.Select(e => e.Seq).ShouldBe(
                Enumerable.Range(0, (int)Math.Min(50, page.Head - first + 1)).Select(i => first + i), $"after {after}, oldest {oldest}, head {page.Head}");
        }

        return (pages, gone);
    }

    private static async Task<int> RepeatAsync(Func<Task> action, CancellationToken stop)
    {
        var times = 0;
        for (; !stop.IsCancellationRequested; times++)
        {
            await action();
        }

        return times;
    }

    private static async Task<TestLog> StartAsync(int events, string relay, params (string Name, string Value)[] settings)
    {
        var database = await Testing.Systems.ItemsSystem.CreateMigratedDatabaseAsync();
        await LongLog.FillAsync(database, events);
        await Raw.ExecuteAsync(database, $"UPDATE relay SET {relay.Replace("head", "(SELECT head FROM stream)", StringComparison.Ordinal)}");
        return await TestLog.StartAsync(database, settings);
    }

    private static Task<long> OldestAsync(TestLog log) => Raw.ReadAsync<long>(log.Database, "SELECT oldest FROM stream");

    private static async Task KeptAsync(TestLog log, long from, long to)
    {
        const string Rows = "SELECT oldest || ' ' || min(seq) || ' ' || max(seq) || ' ' || count(*) FROM stream, events GROUP BY oldest";
        var expected = $"{from} {from} {to} {to - from + 1}";
        var seen = "";
        await Eventually.Async(async () => (seen = await Raw.ReadAsync<string>(log.Database, Rows)) == expected, message: $"oldest, first, last and count of the rows are {expected}");
        (await log.ReadAllAsync()).Select(e => e.Seq).ShouldBe(Enumerable.Range((int)from, (int)(to - from + 1)).Select(seq => (long)seq));
    }
}
