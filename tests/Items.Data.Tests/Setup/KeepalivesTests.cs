using Items.Testing.Systems;
using Npgsql;

namespace Items.Data.Tests.Setup;

public sealed class KeepalivesTests
{
    private const string Settings =
        "SELECT concat_ws(' ', current_setting('tcp_keepalives_idle'), current_setting('tcp_keepalives_interval'), current_setting('tcp_keepalives_count'), current_setting('tcp_user_timeout'))";

    [Fact]
    public async Task Both_sides_look_whether_the_other_is_there()
    {
        await using var log = await TestLog.StartAsync();
        (await SettingsAsync(log)).ShouldBe("10 5 3 25000");
        (await log.ReadConnections.ReadAsync(SettingsAsync, TestContext.Current.CancellationToken)).ShouldBe("10 5 3 25000");
        var ours = new NpgsqlConnectionStringBuilder(log.DataSource.ConnectionString);
        (ours.TcpKeepAlive, ours.TcpKeepAliveTime, ours.TcpKeepAliveInterval).ShouldBe((true, 10, 5));
    }

    [Fact]
    public async Task What_the_connection_string_says_counts()
    {
        var database = $"{await ItemsSystem.CreateMigratedDatabaseAsync()};Options=-c tcp_keepalives_count=7;TCP Keepalive=true";
        await using var log = await TestLog.StartAsync(database);
        (await SettingsAsync(log)).ShouldBe("10 5 7 25000");
        new NpgsqlConnectionStringBuilder(log.DataSource.ConnectionString).TcpKeepAliveTime.ShouldBe(0);
    }

    private static async Task<string> SettingsAsync(TestLog log)
    {
        await using var connection = await log.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await SettingsAsync(connection);
    }

    private static async Task<string> SettingsAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Settings, connection);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
