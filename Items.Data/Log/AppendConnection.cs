using Npgsql;

namespace Items.Data.Log;

/// <summary>
/// The connection that the append loop commits over: one, because it makes one commit at a time. Nothing else uses its session, so nothing has to be reset before the next commit, and what its process in Postgres
/// knows of the tables stays warm. Like any pooled connection it is closed when nobody commits for a while.
/// </summary>
public sealed class AppendConnection(NpgsqlDataSource dataSource) : IAsyncDisposable
{
    /// <summary>
    /// Most bytes of a commit that are handed to the kernel at once. Of a larger one the first part takes the log's lock before the rest is on its way, and holds it for as long as this process is paused in
    /// between.
    /// </summary>
    private const int WriteBuffer = 512 * 1024;

    /// <param name="connectionString">The pool's size in it is that of other connections.</param>
    public static string WithSettings(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true, MinPoolSize = 0, MaxPoolSize = 1, WriteBufferSize = WriteBuffer }.ConnectionString;

    public ValueTask DisposeAsync() => dataSource.DisposeAsync();

    internal ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => dataSource.OpenConnectionAsync(cancellationToken);
}
