using System.Security.Cryptography;
using System.Text;
using Items.Data.Idempotency;
using Items.Data.Log;
using Npgsql;

namespace Items.Data.Tests.Idempotency;

internal static class Keys
{
    /// <summary>A change of its own item under a key. What it asks for is its text.</summary>
    public static Change Create(string key, string text = "text") =>
        new(ChangeKind.Create, Guid.CreateVersion7(), text, "{}") { Key = Key(key, text) };

    public static IdempotencyKey Key(string key, string asked = "text") => new(key, SHA256.HashData(Encoding.UTF8.GetBytes(asked)));

    public static async Task<long> CountAsync(NpgsqlDataSource dataSource)
    {
        await using var command = dataSource.CreateCommand("SELECT count(*) FROM idempotency_keys");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Makes every key older.</summary>
    public static async Task AgeAsync(NpgsqlDataSource dataSource, TimeSpan age)
    {
        await using var command = dataSource.CreateCommand("UPDATE idempotency_keys SET at = at - $1");
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = age });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Adds keys of that age, as many refused requests would. Postgres is kept from looking at what grew.</summary>
    public static async Task FillAsync(NpgsqlDataSource dataSource, int count, TimeSpan age)
    {
        await using var command = dataSource.CreateCommand(
            """
            ALTER TABLE idempotency_keys SET (autovacuum_enabled = false);
            INSERT INTO idempotency_keys (key, fingerprint, at, result, epoch, position, item_id)
            SELECT 'k' || n, ''::bytea, now() - @age, 4, '00000000', 0, gen_random_uuid() FROM generate_series(1, @count) n
            """);
        command.Parameters.Add(new NpgsqlParameter<int>("count", count));
        command.Parameters.Add(new NpgsqlParameter<TimeSpan>("age", age));
        await command.ExecuteNonQueryAsync();
    }
}
