using System.Collections.Concurrent;
using Npgsql;

namespace Items.Testing.Servers;

internal sealed class PostgresServer
{
    private const string Given = "ITEMS_TEST_POSTGRES";

    private readonly string _administrator;
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _templates = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<string> _created = [];

    private PostgresServer(string connectionString) =>
        _administrator = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    public static async Task<PostgresServer> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(Given) is { Length: > 0 } given)
        {
            var server = new PostgresServer(given);
            Leftovers.DeleteAtExit(server.DropCreated);
            return await server.CheckedAsync(Given);
        }

        return await ContainerServers.TryStartPostgresAsync() is { } container
            ? await new PostgresServer(container).CheckedAsync("The Postgres container")
            : await new PostgresServer(await LocalServers.StartPostgresAsync()).CheckedAsync("eng/services/postgres.sh");
    }

    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = $"test_{Guid.CreateVersion7():N}";
        await using var connection = new NpgsqlConnection(_administrator);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = template is null ? $"create database {name}" : $"create database {name} template {template}";
        await command.ExecuteNonQueryAsync();
        _created.Add(name);
        return new NpgsqlConnectionStringBuilder(_administrator) { Database = name, Pooling = true }.ConnectionString;
    }

    public async Task<string> CreateDatabaseAsync(string key, Func<string, Task> prepare) =>
        await CreateDatabaseAsync(await _templates.GetOrAdd(key, _ => new(() => PrepareAsync(prepare))).Value);

    public Task<string> CopyDatabaseAsync(string connectionString)
    {
        // A database that somebody is connected to cannot be copied.
        NpgsqlConnection.ClearAllPools();
        return CreateDatabaseAsync(new NpgsqlConnectionStringBuilder(connectionString).Database);
    }

    private async Task<string> PrepareAsync(Func<string, Task> prepare)
    {
        var connectionString = await CreateDatabaseAsync();
        await prepare(connectionString);
        // A database that somebody is connected to cannot be copied.
        NpgsqlConnection.ClearAllPools();
        return new NpgsqlConnectionStringBuilder(connectionString).Database!;
    }

    private async Task<PostgresServer> CheckedAsync(string source)
    {
        await using var connection = new NpgsqlConnection(_administrator);
        try
        {
            await connection.OpenAsync();
            return this;
        }
        catch (NpgsqlException exception)
        {
            throw new InvalidOperationException($"{source} gives no Postgres that can be used: {exception.Message}", exception);
        }
    }

    private void DropCreated(Func<bool> hasTime)
    {
        using var connection = new NpgsqlConnection(_administrator + ";Timeout=2;Command Timeout=2");
        connection.Open();
        while (hasTime() && _created.TryTake(out var name))
        {
            using var command = new NpgsqlCommand($"drop database if exists {name} with (force)", connection);
            command.ExecuteNonQuery();
        }
    }
}
