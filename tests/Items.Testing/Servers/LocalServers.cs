using Items.Testing.Processes;
using Npgsql;

namespace Items.Testing.Servers;

/// <summary>Servers started by <c>eng/services</c> on free ports, with files in a directory that the scripts delete. They end with this process.</summary>
internal static class LocalServers
{
    public static async Task<string> StartPostgresAsync()
    {
        var (script, connectionString) = ServerScript.Postgres(isDisposable: true);
        var child = await script.StartAsync();
        await Eventually.Async(() => child.HasExited ? throw child.Failure("ended") : AcceptsAsync(connectionString), TimeSpan.FromSeconds(60), "Postgres accepts connections");
        return connectionString;
    }

    public static async Task<(ChildProcess Script, Uri Amqp, Uri Management)> StartRabbitAsync()
    {
        var (script, amqp, management) = ServerScript.Rabbit(isDisposable: true);
        return (await script.StartAsync(), amqp, management);
    }

    public static async Task<bool> AcceptsAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Timeout=5");
        try
        {
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
