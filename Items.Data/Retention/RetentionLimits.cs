using Npgsql;

namespace Items.Data.Retention;

/// <summary>Finds the first event to keep, with a few index lookups however long the log is.</summary>
internal sealed class RetentionLimits(NpgsqlConnection session, RetentionOptions options)
{
    /// <summary>Rows that <see cref="RetentionOptions.MaxBytes"/> is judged by.</summary>
    private const int Sample = 256;

    /// <summary>What a row costs beside its own bytes: its pointer in the page and its entry in the primary key.</summary>
    private const int RowOverheadBytes = 24;

    /// <summary>Events before the boundary in which a younger one is looked for, as the clock may have been set back.</summary>
    private const int Disorder = 10_000;

    private const string AverageSize =
        """
        SELECT avg(pg_column_size(e))::float8
        FROM generate_series($1, $2, greatest(1, ($2 - $1) / $3)) AS wanted (seq) JOIN events e USING (seq)
        """;

    /// <summary>The log between these is gapless. The answer is between <paramref name="oldest"/> and <paramref name="head"/> + 1.</summary>
    public async Task<long> FindAsync(long oldest, long head, CancellationToken cancellationToken)
    {
        var first = oldest;
        if (options.MaxEvents is > 0 and var events)
        {
            first = Math.Max(first, head - events + 1);
        }

        if (options.MaxBytes is > 0 and var bytes)
        {
            first = Math.Max(first, head - await CountOfAsync(bytes, first, head, cancellationToken) + 1);
        }

        return options.MaxAge is { } age ? await FirstYoungerAsync(age, first, head, cancellationToken) : first;
    }

    private async Task<long> CountOfAsync(long bytes, long first, long head, CancellationToken cancellationToken)
    {
        var average = await ReadAsync<double>(AverageSize, cancellationToken, first, head, (long)Sample);
        return average is { } size ? (long)(bytes / (size + RowOverheadBytes)) : long.MaxValue / 2;
    }

    /// <summary>
    /// Times rise with the sequence but for clocks that are set back, hence a binary search, and then a look at the stretch before: everything from the first event that is young enough
    /// is kept, as far as the disorder does not reach further back than <see cref="Disorder"/> events.
    /// </summary>
    private async Task<long> FirstYoungerAsync(TimeSpan age, long first, long head, CancellationToken cancellationToken)
    {
        var since = await ReadAsync<DateTime>("SELECT clock_timestamp() - $1", cancellationToken, age);
        var (low, high) = (first, head + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            // What is not there is not deleted either: it counts as young.
            var isOld = await ReadAsync<bool>("SELECT at < $2 FROM events WHERE seq = $1", cancellationToken, middle, since!) ?? false;
            (low, high) = isOld ? (middle + 1, high) : (low, middle);
        }

        while (await ReadAsync<long>(
            "SELECT min(seq) FROM events WHERE seq >= $1 AND seq < $2 AND at >= $3", cancellationToken, Math.Max(first, low - Disorder), low, since!) is { } younger)
        {
            low = younger;
        }

        return low;
    }

    private async Task<T?> ReadAsync<T>(string sql, CancellationToken cancellationToken, params object[] values)
        where T : struct
    {
        await using var command = new NpgsqlCommand(sql, session);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        return await command.ExecuteScalarAsync(cancellationToken) is T read ? read : null;
    }
}
