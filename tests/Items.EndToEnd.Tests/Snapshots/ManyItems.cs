using Items.Testing.Systems;
using Npgsql;

namespace Items.EndToEnd.Tests.Snapshots;

/// <summary>Items as so many creates would have left them, and the log that tells of those; the broker is taken to have it already.</summary>
internal static class ManyItems
{
    /// <summary>A migrated database and the size of its items' table.</summary>
    public static async Task<(string Database, long Bytes)> CreateAsync(int count)
    {
        var database = await ItemsSystem.CreateMigratedDatabaseAsync();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var fill = new NpgsqlCommand(
            $$"""
            INSERT INTO items (id, item, attributes, version, created_at, updated_at, created_seq, seq)
            SELECT ('019a0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Item number ' || n || ' of a long list of things to buy',
                   jsonb_build_object('shop', 'corner', 'litres', n % 100, 'note', md5(n::text)), 1, now(), now(), n, n
            FROM generate_series(1, {{count}}) n;
            INSERT INTO events (seq, type, item_id, item, attributes, version, created_at, at)
            SELECT seq, 'item.created', id, item, attributes, version, created_at, updated_at FROM items;
            UPDATE stream SET head = {{count}};
            UPDATE relay SET published = {{count}};
            ANALYZE items; ANALYZE events;
            SELECT pg_table_size('items');
            """, connection) { CommandTimeout = 600 };
        return (database, (long)(await fill.ExecuteScalarAsync())!);
    }
}
