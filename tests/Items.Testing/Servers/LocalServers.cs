using System.Diagnostics;
using Items.Testing.Processes;
using Npgsql;

namespace Items.Testing.Servers;

/// <summary>Servers started by <c>eng/services</c> on free ports, with files in a directory that the scripts delete. They end with this process.</summary>
internal static class LocalServers
{
    private const string User = "items";
    private const string Database = "itemsdb";

    public static async Task<string> StartPostgresAsync()
    {
        var (port, password) = (FreePort.Reserve(), NewPassword());
        var script = await StartAsync("postgres", new(StringComparer.Ordinal)
        {
            ["PGPORT"] = $"{port}",
            ["PGUSER"] = User,
            ["PGPASSWORD"] = password,
            ["PGDATABASE"] = Database,
        });
        var connectionString = $"Host=127.0.0.1;Port={port};Database={Database};Username={User};Password={password}";
        await Eventually.Async(() => script.HasExited ? throw script.Failure("ended") : AcceptsAsync(connectionString), TimeSpan.FromSeconds(60), "Postgres accepts connections");
        return connectionString;
    }

    public static async Task<(ChildProcess Script, Uri Amqp, Uri Management)> StartRabbitAsync()
    {
        var (port, management, password) = (FreePort.Reserve(), FreePort.Reserve(), NewPassword());
        var script = await StartAsync("rabbitmq", new(StringComparer.Ordinal)
        {
            ["RABBITMQ_NODE_PORT"] = $"{port}",
            ["RABBITMQ_MANAGEMENT_PORT"] = $"{management}",
            ["RABBITMQ_STREAM_PORT"] = $"{FreePort.Reserve()}",
            ["RABBITMQ_DIST_PORT"] = $"{FreePort.Reserve()}",
            ["ERL_EPMD_PORT"] = $"{FreePort.Reserve()}",
            ["RABBITMQ_USER"] = User,
            ["RABBITMQ_PASSWORD"] = password,
        });
        return (script, new($"amqp://{User}:{password}@127.0.0.1:{port}"), new($"http://127.0.0.1:{management}"));
    }

    private static async Task<ChildProcess> StartAsync(string name, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Repository.PathOf("eng", "services", name + ".sh"));
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        start.Environment["ITEMS_DISPOSABLE"] = "true";
        start.Environment["ITEMS_DATA"] = Path.Combine(Path.GetTempPath(), $"items-{name}-{Guid.CreateVersion7():N}");
        // Asked to end rather than killed, the script deletes its files.
        return await ChildProcess.StartAsync($"eng/services/{name}.sh", start, Signal.Terminate);
    }

    private static async Task<bool> AcceptsAsync(string connectionString)
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

    private static string NewPassword() => Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
}
