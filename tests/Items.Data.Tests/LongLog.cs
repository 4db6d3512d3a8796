using Npgsql;

namespace Items.Data.Tests;

/// <summary>A log of many events, made faster than by appending them, of items that are in no table.</summary>
internal static class LongLog
{
    /// <summary>Fills an empty log with texts of 992 characters that do not compress.</summary>
    public static Task FillAsync(string database, int events) => Raw.ExecuteAsync(database,
        $$"""
        WITH logged AS (
            INSERT INTO events (seq, type, item_id, item, attributes, version, created_at, at)
            SELECT seq, 'item.created', gen_random_uuid(), string_agg(md5(seq || '.' || part), ''), '{}', 1, now(), now()
            FROM generate_series(1, {{events}}) seq, generate_series(1, 31) part
            GROUP BY seq
        )
        UPDATE stream SET head = {{events}}
        """);

    /// <summary>Adds small events as an append does: under the row's lock, numbered from the head on.</summary>
    public static async Task ExtendAsync(NpgsqlDataSource database, int events)
    {
        await using var command = database.CreateCommand(
            $$"""
            WITH moved AS (UPDATE stream SET head = head + {{events}} RETURNING head - {{events}} AS before)
            INSERT INTO events (seq, type, item_id, item, attributes, version, created_at, at)
            SELECT before + i, 'item.created', gen_random_uuid(), 'x', '{}', 1, now(), now() FROM moved, generate_series(1, {{events}}) i
            """);
        await command.ExecuteNonQueryAsync();
    }
}
