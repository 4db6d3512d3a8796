using Npgsql;

namespace Items.Benchmarks.Store;

/// <summary>A log that is there from the beginning: written by Postgres itself, because through the Api millions of events would take hours.</summary>
internal static class Stock
{
    private const int ItemsInOneGo = 100_000;

    /// <summary>Each item was created and changed once, by two events one after the other. Parameter: how many items.</summary>
    private const string Fill =
        """
        WITH log AS MATERIALIZED (UPDATE stream SET head = head + 2 * $1::bigint RETURNING head - 2 * $1::bigint AS before),
        made AS MATERIALIZED (
            SELECT lpad(to_hex(i + 16 * before), 32, '0')::uuid AS id, before + 2 * i - 1 AS seq, format('Item number %s of the stock', before / 2 + i) AS item,
                   jsonb_build_object('shop', 'corner', 'litres', i % 1000) AS attributes, now() - interval '1 day' AS at
            FROM log, generate_series(1, $1::bigint) AS i
        ),
        items AS (
            INSERT INTO items (id, item, attributes, version, created_at, updated_at, created_seq, seq) SELECT id, item, attributes, 2, at, at, seq, seq + 1 FROM made
        )
        INSERT INTO events (seq, type, item_id, item, attributes, version, created_at, at)
        SELECT seq, 'item.created', id, item, attributes, 1, at, at FROM made
        UNION ALL
        SELECT seq + 1, 'item.updated', id, item, attributes, 2, at, at FROM made
        """;

    public static async Task FillAsync(string connectionString, int items)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Command Timeout=0");
        await connection.OpenAsync();
        for (var left = items; left > 0; left -= ItemsInOneGo)
        {
            await using var fill = new NpgsqlCommand(Fill, connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = Math.Min(left, ItemsInOneGo) } } };
            await fill.ExecuteNonQueryAsync();
        }

        foreach (var upkeep in items > 0 ? new[] { "VACUUM (ANALYZE) items", "VACUUM (ANALYZE) events" } : [])
        {
            await using var command = new NpgsqlCommand(upkeep, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
