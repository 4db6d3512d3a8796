using Items.Data.Log;
using Items.Testing;
using Items.Testing.Systems;
using Npgsql;

namespace Items.Data.Tests.Idempotency;

public sealed class ExpiryTests
{
    private static readonly (string, string) OneMinute = ("IdempotencyKeys:Lifetime", "00:01:00");

    [Fact]
    public async Task An_expired_key_is_unknown_and_may_stand_for_another_request()
    {
        await using var log = await TestLog.StartAsync(null, OneMinute);
        var first = await log.AppendAsync(Keys.Create("k", "first"));
        await Keys.AgeAsync(log.DataSource, TimeSpan.FromSeconds(30));
        (await log.AppendAsync(Keys.Create("k", "first"))).ShouldBe(first with { IsReplay = true }, "half of its life is left");

        await Keys.AgeAsync(log.DataSource, TimeSpan.FromSeconds(31));
        var second = await log.AppendAsync(Keys.Create("k", "second"));
        second.Result.ShouldBe(ChangeResult.Created);
        second.IsReplay.ShouldBeFalse();
        (await log.AppendAsync(Keys.Create("k", "second"))).ShouldBe(second with { IsReplay = true }, "its new life began with the second request");
        (await log.AppendAsync(Keys.Create("k", "first"))).Result.ShouldBe(ChangeResult.KeyReused);
    }

    [Fact]
    public async Task Upkeep_deletes_what_has_expired_and_nothing_else()
    {
        await using var log = await TestLog.StartAsync(null, OneMinute, ("IdempotencyKeys:UpkeepInterval", "00:00:01"));
        await log.AppendAsync(Keys.Create("old"));
        await Keys.AgeAsync(log.DataSource, TimeSpan.FromSeconds(61));
        await log.AppendAsync(Keys.Create("young"));

        await Eventually.Async(async () => await Keys.CountAsync(log.DataSource) == 1);
        (await log.AppendAsync(Keys.Create("young"))).IsReplay.ShouldBeTrue();
    }

    [Fact]
    public async Task Several_processes_share_the_upkeep_while_a_commit_is_held_up()
    {
        await using var one = await TestLog.StartAsync(null, OneMinute);
        await using var two = await TestLog.StartAsync(one.Database, OneMinute);
        await Keys.FillAsync(one.DataSource, 5_500, TimeSpan.FromMinutes(2));
        await using var held = await HeldLog.TakeAsync(one.Database);
        var deleted = await Task.WhenAll(new[] { one, two, one, two }.Select(log => log.Upkeep.DeleteExpiredAsync(TestContext.Current.CancellationToken)));

        deleted.Sum().ShouldBe(5_500);
        (await Keys.CountAsync(one.DataSource)).ShouldBe(0);
        TestContext.Current.SendDiagnosticMessage("shares of 5500: {0}", string.Join(", ", deleted));
    }

    [Fact]
    public async Task Upkeep_passes_over_a_key_that_somebody_holds()
    {
        await using var log = await TestLog.StartAsync(null, OneMinute);
        await log.AppendAsync(Keys.Create("held"));
        await log.AppendAsync(Keys.Create("free"));
        await Keys.AgeAsync(log.DataSource, TimeSpan.FromSeconds(61));
        await using var session = await log.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await session.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand("SELECT 1 FROM idempotency_keys WHERE key = 'held' FOR UPDATE", session, transaction);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        (await log.Upkeep.DeleteExpiredAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    [Fact]
    public async Task No_commit_reads_the_whole_table_however_fast_a_new_one_fills()
    {
        var log = await TestLog.StartAsync();
        await using (log)
        {
            // Planned, and the plan kept, while the table is empty and Postgres knows nothing of it.
            for (var i = 0; i < 10; i++)
            {
                await log.AppendAsync(Keys.Create($"early {i}"));
            }

            await Keys.FillAsync(log.DataSource, 100_000, TimeSpan.Zero);
            await Task.WhenAll(Enumerable.Range(0, 100).Select(i => log.AppendAsync(Keys.Create($"late {i}"))));
        }

        // Sessions hand their statistics over when they end.
        await using var dataSource = NpgsqlDataSource.Create(log.Database);
        var scans = (Sequential: 0L, ByIndex: 0L);
        await Eventually.Async(async () => (scans = await ScansAsync(dataSource)).ByIndex >= 110);
        scans.Sequential.ShouldBe(0);
    }

    private static async Task<(long Sequential, long ByIndex)> ScansAsync(NpgsqlDataSource dataSource)
    {
        await using var command = dataSource.CreateCommand("SELECT seq_scan, idx_scan FROM pg_stat_user_tables WHERE relname = 'idempotency_keys'");
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetInt64(1));
    }
}
