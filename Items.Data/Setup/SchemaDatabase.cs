using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Items.Data.Setup;

/// <summary>
/// The database for those who look at its schema or make it. Their connections are of a pool of their own, because there may be no log yet to be settled: the others are used only when
/// <see cref="Epochs.LogSettler"/> has passed them.
/// </summary>
internal sealed class SchemaDatabase(string connectionString) : IAsyncDisposable
{
    /// <summary>The migrations of this program. Asked of EF Core, they cost every start of a process the building of the whole model.</summary>
    private static readonly string[] Known =
        [.. typeof(ItemsDbContext).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>()];

    public NpgsqlDataSource Connections { get; } = NpgsqlDataSource.Create(connectionString);

    /// <summary>How many of the migrations that this program knows have not been applied.</summary>
    /// <exception cref="NpgsqlException">Postgres does not answer.</exception>
    public async Task<int> CountMissingMigrationsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = Connections.CreateCommand($"SELECT count(*) FROM \"{HistoryRepository.DefaultTableName}\" WHERE \"MigrationId\" = ANY ($1)");
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Known });
            return Known.Length - (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return Known.Length;
        }
    }

    public ValueTask DisposeAsync() => Connections.DisposeAsync();
}
