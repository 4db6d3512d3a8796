using Items.Data.Lists;
using Items.Testing.Systems;
using Npgsql;

namespace Items.Data.Tests.Lists;

public sealed class ReadConnectionsTests
{
    [Fact]
    public async Task A_read_that_gets_a_connection_which_Postgres_has_ended_is_made_once_more()
    {
        await using var log = await TestLog.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync(log)));
        for (var outage = 0; outage < 3; outage++)
        {
            await Raw.ExecuteAsync(log.Database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            var reads = Enumerable.Range(0, 8).Select(_ => ReadAsync(log)).ToList();
            (await Task.WhenAll(reads)).ShouldAllBe(page => page.Head == 0);
        }
    }

    [Theory]
    [InlineData("SELECT 1 / 0", 1)]
    [InlineData("SELECT pg_terminate_backend(pg_backend_pid())", 2)]
    public async Task A_read_that_fails_is_made_once_more_only_when_its_connection_broke(string sql, int times)
    {
        await using var source = NpgsqlDataSource.Create(ReadConnections.WithSettings(await ItemsSystem.CreateMigratedDatabaseAsync()));
        await using var connections = new ReadConnections(source);
        var reads = 0;
        await Should.ThrowAsync<PostgresException>(() => connections.ReadAsync(
            async connection =>
            {
                reads++;
                await using var command = new NpgsqlCommand(sql, connection);
                return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            },
            TestContext.Current.CancellationToken));
        reads.ShouldBe(times);
    }

    [Fact]
    public void The_pool_is_never_larger_than_it_may_be()
    {
        new NpgsqlConnectionStringBuilder(ReadConnections.WithSettings("Host=h;Maximum Pool Size=7;Minimum Pool Size=5")).MaxPoolSize.ShouldBe(7);
        var settings = new NpgsqlConnectionStringBuilder(ReadConnections.WithSettings("Host=h;Maximum Pool Size=2000;Minimum Pool Size=1000"));
        settings.MaxPoolSize.ShouldBe(Math.Max(16, 4 * Environment.ProcessorCount));
        settings.MinPoolSize.ShouldBe(settings.MaxPoolSize);
    }

    private static Task<ItemPage> ReadAsync(TestLog log) => log.Items.GetAsync([Guid.CreateVersion7()], TestContext.Current.CancellationToken);
}
