using System.Diagnostics.Metrics;
using Items.Data.Log;
using Npgsql;

namespace Items.Data.Tests.Log;

/// <summary>Where pages end, and what is read for them.</summary>
public sealed class LogPageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_ends_with_the_event_that_fills_it_whatever_the_sizes_are()
    {
        await using var log = await TestLog.StartAsync();
        // Among small ones: some large, a stretch of large ones, and large ones where the sizes are looked at when a page of 400 begins with the first event.
        await FillAsync(log, 2_000, "CASE WHEN i % 37 = 0 OR i BETWEEN 600 AND 700 OR i % 50 = 1 AND i < 400 THEN 9000 ELSE 10 END");
        var sizes = new List<int>();
        for (var page = await log.Reader.ReadAsync(0, 1, types: null, Stop); page.Events.Count > 0; page = await log.Reader.ReadAsync(sizes.Count, 1, types: null, Stop))
        {
            page.Events[0].Seq.ShouldBe(sizes.Count + 1);
            sizes.Add(page.Events[0].Json.Length);
        }

        sizes.Count.ShouldBe(2_000);
        foreach (var (limit, bytes) in new[] { (400, 40_000), (400, 256 * 1024), (50, 30_000), (1_000, 1), (2_000, 4_000_000), (30, 1_000_000) })
        {
            for (var after = 0; after < sizes.Count; after += 171)
            {
                var (count, sum) = (0, 0);
                for (; after + count < sizes.Count && count < limit && sum < bytes; count++)
                {
                    sum += sizes[after + count];
                }

                var page = await log.Reader.ReadAsync(new LogQuery(after, long.MaxValue, limit) { MaxBytes = bytes }, Stop);
                page.Events.Select(e => e.Seq).ShouldBe(Enumerable.Range(after + 1, count).Select(seq => (long)seq), $"{limit} or {bytes} bytes after {after}");
                page.Events.Sum(e => e.Json.Length).ShouldBe(sum);
                page.Through.ShouldBe(after + count);
            }
        }
    }

    [Fact]
    public async Task Of_large_events_little_more_is_sent_than_the_page_keeps()
    {
        await using var log = await TestLog.StartAsync();
        await FillAsync(log, 1_000, "16000");
        await log.Reader.ReadPositionAsync(Stop);

        using var read = new BytesRead(log.DataSource);
        var page = await log.Reader.ReadAsync(new LogQuery(100, 900, 500) { MaxBytes = 256 * 1024 }, Stop);

        page.Events.Count.ShouldBe(16);
        read.Total.ShouldBeInRange(256 * 1024, 512 * 1024);
    }

    [Fact]
    public async Task A_page_of_small_events_is_one_statement()
    {
        await using var log = await TestLog.StartAsync();
        await FillAsync(log, 1_000, "10");
        await using var source = NpgsqlDataSource.Create($"{log.Database};Maximum Pool Size=1");
        await ReplaceStreamAsync(log.Database, "epoch", "'b0000000'");

        var page = await new LogReader(source).ReadAsync(0, 1_000, types: null, Stop);

        page.Events.Count.ShouldBe(1_000);
    }

    [Theory]
    [InlineData("epoch", "'b0000000'")]
    [InlineData("oldest", "1000::bigint")]
    public async Task A_page_that_took_two_statements_ends_where_the_log_has_lost_what_follows(string column, string later)
    {
        await using var log = await TestLog.StartAsync();
        // Large ones only where the sizes are looked at, so that fewer are sent than the page has room for.
        await FillAsync(log, 1_000, "CASE WHEN i % 125 = 1 THEN 16000 ELSE 10 END");
        var whole = await log.Reader.ReadAsync(0, 1_000, types: null, Stop);
        whole.Events.Count.ShouldBe(1_000);
        await using var source = NpgsqlDataSource.Create($"{log.Database};Maximum Pool Size=1");
        await ReplaceStreamAsync(log.Database, column, later);

        var page = await new LogReader(source).ReadAsync(0, 1_000, types: null, Stop);

        page.Events.Count.ShouldBeInRange(100, 900);
        page.Events.Select(e => e.Seq).ShouldBe(whole.Events.Take(page.Events.Count).Select(e => e.Seq));
        (page.Epoch, page.Oldest, page.Through).ShouldBe((whole.Epoch, 1, page.Events[^1].Seq));
    }

    [Fact]
    public async Task No_position_is_too_large_to_be_asked_for()
    {
        await using var log = await TestLog.StartAsync();
        await FillAsync(log, 10, "10");

        (await log.Reader.ReadAsync(long.MaxValue, 1_000, types: null, Stop)).Events.ShouldBeEmpty();
    }

    /// <summary>Events with attributes of this size, which do not compress.</summary>
    /// <param name="log">An empty log.</param>
    /// <param name="count">How many.</param>
    /// <param name="size">An expression over the number <c>i</c>.</param>
    private static Task FillAsync(TestLog log, int count, string size) => Raw.ExecuteAsync(log.Database,
        $$"""
        WITH logged AS (
            INSERT INTO events (seq, type, item_id, item, attributes, version, created_at, at)
            SELECT i, 'item.created', gen_random_uuid(), 'x', jsonb_build_object('a', (SELECT left(string_agg(md5(i || '.' || part), ''), size) FROM generate_series(0, size / 32) part)), 1, now(), now()
            FROM (SELECT i, {{size}} AS size FROM generate_series(1, {{count}}) i) sized
        )
        UPDATE stream SET head = {{count}}
        """);

    /// <summary>Lets every statement of a session but the first see another value in a column of the log's position.</summary>
    private static Task ReplaceStreamAsync(string database, string column, string later) => Raw.ExecuteAsync(database,
        $"""
        ALTER TABLE stream RENAME TO stream_before;
        CREATE VIEW stream AS SELECT {"epoch, head, oldest".Replace(
            column,
            $"CASE WHEN coalesce(nullif(current_setting('test.first', true), ''), set_config('test.first', txid_current()::text, false)) = txid_current()::text THEN {column} ELSE {later} END AS {column}",
            StringComparison.Ordinal)}
        FROM stream_before
        """);

    /// <summary>What Npgsql reads from the server, counted by its own meter for one pool.</summary>
    private sealed class BytesRead : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _total;

        public BytesRead(NpgsqlDataSource pool)
        {
            var database = new NpgsqlConnectionStringBuilder(pool.ConnectionString).Database!;
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "db.client.operation.npgsql.bytes_read")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, bytes, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    if (tag.Value is string name && name.Contains(database, StringComparison.Ordinal))
                    {
                        Interlocked.Add(ref _total, bytes);
                    }
                }
            });
            _listener.Start();
        }

        public long Total => Interlocked.Read(ref _total);

        public void Dispose() => _listener.Dispose();
    }
}
