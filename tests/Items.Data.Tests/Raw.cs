using Npgsql;

namespace Items.Data.Tests;

/// <summary>The database as somebody sees it who is none of our processes.</summary>
internal static class Raw
{
    public static Task<string> EpochAsync(string database) => ReadAsync<string>(database, "SELECT epoch FROM stream");

    public static async Task<T> ReadAsync<T>(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
