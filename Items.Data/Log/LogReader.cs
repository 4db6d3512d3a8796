using Npgsql;

namespace Items.Data.Log;

/// <summary>Reads the log in order.</summary>
public sealed class LogReader(NpgsqlDataSource dataSource)
{
    /// <summary>A page ends early when its events exceed this many bytes, so that a thousand large items do not become one answer of tens of megabytes.</summary>
    public const int MaxPageBytes = 4 * 1024 * 1024;

    /// <summary>The log's position alone.</summary>
    public Task<LogPage> ReadPositionAsync(CancellationToken cancellationToken) => ReadAsync(0, 0, types: null, cancellationToken);

    /// <summary>At most <paramref name="limit"/> events after <paramref name="after"/>, or from the oldest that is kept when that is later; fewer when they are large.</summary>
    /// <param name="after">The last sequence number that the reader has. The events that follow it are complete when it is not below the page's <see cref="LogPage.Oldest"/> - 1.</param>
    /// <param name="limit">0 asks for the position only.</param>
    /// <param name="types">Only these; null for all.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="NpgsqlException">Postgres does not answer.</exception>
    public async Task<LogPage> ReadAsync(long after, int limit, string[]? types, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, after, limit, types, cancellationToken);
    }

    /// <inheritdoc cref="ReadAsync(long, int, string[], CancellationToken)"/>
    public static Task<LogPage> ReadAsync(NpgsqlConnection connection, long after, int limit, string[]? types, CancellationToken cancellationToken) =>
        ReadAsync(connection, new LogQuery(after, long.MaxValue, limit) { Types = types }, cancellationToken);

    /// <summary>What a query asks for; <see cref="LogPage.Through"/> tells how far it got.</summary>
    /// <exception cref="NpgsqlException">Postgres does not answer.</exception>
    public async Task<LogPage> ReadAsync(LogQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, query, cancellationToken);
    }

    private static async Task<LogPage> ReadAsync(NpgsqlConnection connection, LogQuery query, CancellationToken cancellationToken)
    {
        using var read = new LogPageRead(connection, query);
        return await read.RunAsync(cancellationToken);
    }
}
