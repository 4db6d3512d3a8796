using Npgsql;

namespace Items.Benchmarks.Load;

/// <summary>The programs that come with Postgres.</summary>
internal static class PostgresTools
{
    /// <summary>Debian keeps them beside the server, not on the path.</summary>
    public static string Find(string program) => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateFiles("/usr/lib/postgresql", program, SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault() ?? program
        : program;

    /// <summary>How they are told where to connect.</summary>
    public static Dictionary<string, string> Environment(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        return new(StringComparer.Ordinal)
        {
            ["PGHOST"] = database.Host!,
            ["PGPORT"] = $"{database.Port}",
            ["PGDATABASE"] = database.Database!,
            ["PGUSER"] = database.Username!,
            ["PGPASSWORD"] = database.Password!,
        };
    }
}
