using Items.Contracts;
using Items.Testing.Processes;
using Items.Testing.Servers;
using Npgsql;

namespace Items.Data.Tests.Setup;

public sealed class MigrationTests
{
    [Fact]
    public async Task Migrating_again_and_four_times_at_the_same_time_leaves_one_log_with_one_epoch()
    {
        var database = await TestServers.CreateDatabaseAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MigrateAsync(database)));
        var epoch = await EpochAsync(database);
        await MigrateAsync(database);

        (await EpochAsync(database)).ShouldBe(epoch);
        Cursor.IsEpoch(epoch).ShouldBeTrue();
    }

    private static Task<string> MigrateAsync(string database) =>
        HostProcess.RunAsync("Items.Api", new Dictionary<string, string>(StringComparer.Ordinal) { ["ConnectionStrings__itemsdb"] = database }, "migrate");

    private static async Task<string> EpochAsync(string database)
    {
        await using var dataSource = NpgsqlDataSource.Create(database);
        await using var command = dataSource.CreateCommand("SELECT string_agg(epoch, ',') FROM stream");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
