using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Items.Benchmarks.Load;

/// <summary>pgbench: Postgres' own load generator.</summary>
internal static partial class Pgbench
{
    /// <summary>Transactions in a second.</summary>
    public static async Task<double> RunAsync(string connectionString, string script, int connections, TimeSpan length, CancellationToken cancellationToken)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, script, cancellationToken);
            var output = await Tool.RunAsync(
                Find(),
                ["--no-vacuum", "--client", $"{connections}", "--jobs", "1", "--time", $"{(int)Math.Ceiling(length.TotalSeconds)}", "--protocol", "prepared", "--file", file],
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["PGHOST"] = database.Host!,
                    ["PGPORT"] = $"{database.Port}",
                    ["PGDATABASE"] = database.Database!,
                    ["PGUSER"] = database.Username!,
                    ["PGPASSWORD"] = database.Password!,
                },
                cancellationToken);
            var rate = Rate().Match(output);
            return rate.Success ? double.Parse(rate.Groups["rate"].ValueSpan, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"pgbench told no rate: {output}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Debian keeps it beside the server, not on the path.</summary>
    private static string Find() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateFiles("/usr/lib/postgresql", "pgbench", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault() ?? "pgbench"
        : "pgbench";

    [GeneratedRegex(@"^tps = (?<rate>[\d.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();
}
