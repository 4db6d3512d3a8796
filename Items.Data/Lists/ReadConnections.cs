using System.Data;
using Npgsql;

namespace Items.Data.Lists;

/// <summary>
/// Connections that are only read over. Nothing changes their sessions, so nothing has to be reset before the next use, which costs more than a short read itself.
/// One that broke while nobody used it, as all do when Postgres restarts, is noticed by the read that gets it: that read is made once more, over a new one.
/// </summary>
public sealed class ReadConnections(NpgsqlDataSource dataSource) : IAsyncDisposable
{
    /// <summary>More of them read no faster: a processor of Postgres is busy with a few.</summary>
    private static readonly int Most = Math.Max(16, 4 * Environment.ProcessorCount);

    /// <param name="connectionString">Its <c>Maximum Pool Size</c> counts when it is lower than what is useful: 4 for each processor, at least 16.</param>
    public static string WithSettings(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true };
        settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, Most);
        settings.MinPoolSize = Math.Min(settings.MinPoolSize, settings.MaxPoolSize);
        return settings.ConnectionString;
    }

    /// <summary>Reads, without side effects: it may be done twice.</summary>
    /// <exception cref="NpgsqlException">Postgres does not answer, or refuses.</exception>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        for (var isRepeated = false; ; isRepeated = true)
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            try
            {
                return await read(connection);
            }
            catch (NpgsqlException exception) when (!isRepeated && exception.InnerException is not TimeoutException && connection.FullState.HasFlag(ConnectionState.Broken))
            {
                // The others that are idle have seen the same.
                dataSource.Clear();
            }
        }
    }

    public ValueTask DisposeAsync() => dataSource.DisposeAsync();
}
