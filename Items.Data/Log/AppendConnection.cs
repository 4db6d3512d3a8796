using Npgsql;

namespace Items.Data.Log;

/// <summary>
/// The connection that the append loop commits over: one, because it makes one commit at a time. Nothing else uses its session, so nothing has to be reset before the next commit, and what its process in Postgres
/// knows of the tables stays warm. Like any pooled connection it is closed when nobody commits for a while.
/// </summary>
public sealed class AppendConnection(NpgsqlDataSource dataSource) : IAsyncDisposable
{
    /// <param name="connectionString">The pool's size in it is that of other connections.</param>
    public static string WithSettings(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true, MinPoolSize = 0, MaxPoolSize = 1 }.ConnectionString;

    public ValueTask DisposeAsync() => dataSource.DisposeAsync();

    internal ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => dataSource.OpenConnectionAsync(cancellationToken);
}
