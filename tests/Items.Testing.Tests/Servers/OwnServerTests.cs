using Items.Testing.Servers;
using Npgsql;
using RabbitMQ.Client;

namespace Items.Testing.Tests.Servers;

public sealed class OwnServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_Postgres_comes_back_with_what_was_committed()
    {
        await using var server = await OwnServer.StartPostgresAsync();
        await using var source = NpgsqlDataSource.Create(server.Address + ";Pooling=false");
        await using (var create = source.CreateCommand("create table kept as select 42 as n"))
        {
            await create.ExecuteNonQueryAsync(Cancellation);
        }

        await server.KillAsync();
        await Should.ThrowAsync<NpgsqlException>(() => source.OpenConnectionAsync(Cancellation).AsTask());
        await server.StartAsync();
        await using var read = source.CreateCommand("select n from kept");
        (await read.ExecuteScalarAsync(Cancellation)).ShouldBe(42);
    }

    [Fact]
    public async Task A_killed_RabbitMQ_comes_back_with_what_is_durable()
    {
        await using var server = await OwnServer.StartRabbitAsync();
        await DeclareAsync(server.Address, passive: false);
        await server.UntilAtRestAsync();
        await server.KillAsync();
        await Should.ThrowAsync<Exception>(() => DeclareAsync(server.Address, passive: true));
        await server.StartAsync();
        await DeclareAsync(server.Address, passive: true);
    }

    private static async Task DeclareAsync(string address, bool passive)
    {
        await using var connection = await new ConnectionFactory { Uri = new(address) }.CreateConnectionAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        await channel.QueueDeclareAsync("kept", durable: true, exclusive: false, autoDelete: false, passive: passive, cancellationToken: Cancellation);
    }
}
