using System.Diagnostics;
using Items.Contracts;
using Items.Testing.Servers;
using Items.Testing.Systems;
using Npgsql;

namespace Items.Data.Tests.Epochs;

public sealed class EpochTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_of_a_database_has_an_epoch_of_its_own_from_the_first_append_on()
    {
        var database = await ItemsSystem.CreateMigratedDatabaseAsync();
        Cursor original;
        await using (var log = await TestLog.StartAsync(database))
        {
            original = (await log.CreateAsync("in both")).Position;
        }

        await using var copied = await TestLog.StartAsync(await TestServers.CopyDatabaseAsync(database));
        await using var reopened = await TestLog.StartAsync(database);

        var first = (await copied.CreateAsync("in the copy")).Position;
        first.Seq.ShouldBe(2);
        first.Epoch.ShouldNotBe(original.Epoch, StringComparer.Ordinal);
        (await reopened.CreateAsync("in the original")).Position.ShouldBe(original with { Seq = 2 });
    }

    [Fact]
    public async Task Many_connections_at_once_on_a_fresh_copy_begin_one_life()
    {
        var database = await ItemsSystem.CreateMigratedDatabaseAsync();
        var before = await Raw.EpochAsync(database);
        await using var one = await TestLog.StartAsync(database);
        await using var two = await TestLog.StartAsync(database);
        var epochs = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
        {
            await using var connection = await (i % 2 == 0 ? one : two).DataSource.OpenConnectionAsync(Cancellation);
            await using var command = new NpgsqlCommand("SELECT epoch FROM stream", connection);
            return (string)(await command.ExecuteScalarAsync(Cancellation))!;
        })));

        epochs.Distinct(StringComparer.Ordinal).ShouldHaveSingleItem().ShouldNotBe(before, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_new_connection_does_not_wait_for_a_commit_when_nothing_differs()
    {
        await using var log = await TestLog.StartAsync();
        await log.CreateAsync("settled");
        await using var other = NpgsqlDataSource.Create(log.Database);
        await using var holder = await other.OpenConnectionAsync(Cancellation);
        await using var transaction = await holder.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand("SELECT 1 FROM stream FOR UPDATE", holder))
        {
            await hold.ExecuteNonQueryAsync(Cancellation);
        }

        await using var second = await TestLog.StartAsync(log.Database);
        (await second.Reader.ReadPositionAsync(Cancellation)).Head.ShouldBe(1);
    }

    [Fact]
    public async Task What_it_costs_is_one_short_exchange_for_each_connection()
    {
        await using var log = await TestLog.StartAsync();
        await log.CreateAsync("settled");
        var times = new List<double>();
        await using var plain = await log.DataSource.OpenConnectionAsync(Cancellation);
        await using var look = new NpgsqlCommand("SELECT old_epoch FROM items_settle_log()", plain);
        for (var i = 0; i < 200; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await look.ExecuteNonQueryAsync(Cancellation);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        TestContext.Current.SendDiagnosticMessage("looking whether the log is at home: median {0:0.00} ms, p95 {1:0.00} ms", times[100], times[190]);
        times[100].ShouldBeLessThan(100);
    }

    [Fact]
    public async Task A_connection_from_before_the_schema_is_not_used_after_a_dump_was_restored()
    {
        await using var sourceServer = await OwnServer.StartPostgresAsync();
        await using var emptyServer = await OwnServer.StartPostgresAsync();
        await ItemsSystem.MigrateAsync(sourceServer.Address);
        await using var source = await TestLog.StartAsync(sourceServer.Address);
        var original = (await source.CreateAsync("dumped")).Position;
        await using var early = await TestLog.StartAsync(emptyServer.Address);
        await Should.ThrowAsync<NpgsqlException>(() => early.Reader.ReadPositionAsync(Cancellation));

        await Dump.CopyAsync(source.Database, early.Database);
        var first = (await early.CreateAsync("after the restore")).Position;
        first.Seq.ShouldBe(2);
        first.Epoch.ShouldNotBe(original.Epoch, StringComparer.Ordinal);
    }

    [Fact]
    public async Task An_operator_who_knows_that_nothing_was_lost_can_keep_the_epoch()
    {
        var database = await ItemsSystem.CreateMigratedDatabaseAsync();
        var before = await Raw.EpochAsync(database);
        await Raw.ExecuteAsync(database, "UPDATE stream SET home = NULL");
        await using var log = await TestLog.StartAsync(database);

        (await log.CreateAsync("moved")).Position.Epoch.ShouldBe(before);
    }

    [Fact]
    public async Task New_epoch_begins_a_life_by_hand_and_tells_both_positions()
    {
        await using var log = await TestLog.StartAsync();
        var before = (await log.CreateAsync("x")).Position;
        await Raw.ExecuteAsync(log.Database, "UPDATE relay SET published = 9");

        var told = await ItemsSystem.RunApiAsync(log.Database, "new-epoch");

        var after = (await log.CreateAsync("y")).Position;
        after.Epoch.ShouldNotBe(before.Epoch, StringComparer.Ordinal);
        told.ShouldContain($"{before} is now {after with { Seq = 1 }}");
        (await Raw.ReadAsync<long>(log.Database, "SELECT published FROM relay")).ShouldBe(1, "what was published of another life must not hide what comes now");
    }
}
