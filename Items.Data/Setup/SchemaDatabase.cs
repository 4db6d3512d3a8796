using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Items.Data.Setup;

/// <summary>
/// The database for those who look at its schema or make it. Their connections are of a pool of their own, because there may be no log yet to be settled: the others are used only when
/// <see cref="Epochs.LogSettler"/> has passed them.
/// </summary>
internal sealed class SchemaDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _connections;
    private readonly DbContextOptions<ItemsDbContext> _options;

    public SchemaDatabase(string connectionString)
    {
        _connections = NpgsqlDataSource.Create(connectionString);
        _options = new DbContextOptionsBuilder<ItemsDbContext>().UseNpgsql(_connections).Options;
    }

    public ItemsDbContext CreateContext() => new(_options);

    public ValueTask DisposeAsync() => _connections.DisposeAsync();
}
