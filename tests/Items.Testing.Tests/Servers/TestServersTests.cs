using Items.Testing.Servers;
using Npgsql;
using RabbitMQ.Client;

namespace Items.Testing.Tests.Servers;

public sealed class TestServersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_gets_a_database_of_their_own()
    {
        var databases = await Task.WhenAll(TestServers.CreateDatabaseAsync(), TestServers.CreateDatabaseAsync());
        foreach (var database in databases)
        {
            await ExecuteAsync(database, "create table mine (n int)");
        }
    }

    [Fact]
    public async Task A_prepared_database_is_prepared_once_and_copied()
    {
        var preparations = 0;
        Task PrepareAsync(string database)
        {
            preparations++;
            return ExecuteAsync(database, "create table prepared as select 42 as n");
        }

        var key = Guid.CreateVersion7().ToString();
        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestServers.CreateDatabaseAsync(key, PrepareAsync)));

        preparations.ShouldBe(1);
        databases.Distinct(StringComparer.Ordinal).Count().ShouldBe(4);
        foreach (var database in databases)
        {
            (await ExecuteAsync(database, "update prepared set n = n + 1 returning n")).ShouldBe(43);
        }
    }

    [Fact]
    public async Task Everybody_gets_a_virtual_host_of_their_own()
    {
        var uris = await Task.WhenAll(TestServers.CreateVirtualHostAsync(), TestServers.CreateVirtualHostAsync());
        foreach (var uri in uris)
        {
            await using var connection = await new ConnectionFactory { Uri = new(uri) }.CreateConnectionAsync(Cancellation);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
            await channel.QueueDeclareAsync("mine", durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancellation);
            await channel.BasicPublishAsync("", "mine", body: new byte[] { 1 }, cancellationToken: Cancellation);
            await Eventually.Async(async () => await channel.MessageCountAsync("mine", Cancellation) == 1);
        }
    }

    [Fact]
    public async Task The_management_client_may_look()
    {
        await TestServers.CreateVirtualHostAsync();
        using var client = await TestServers.CreateManagementClientAsync();
        (await client.GetStringAsync(new Uri("api/vhosts", UriKind.Relative), Cancellation)).ShouldContain("test-");
    }

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
