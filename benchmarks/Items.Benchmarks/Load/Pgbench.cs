using System.Globalization;
using System.Text.RegularExpressions;

namespace Items.Benchmarks.Load;

/// <summary>pgbench: Postgres' own load generator.</summary>
internal static partial class Pgbench
{
    /// <summary>Longest attempt at getting through with connecting, which pgbench counts as part of its time.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Transactions in a second.</summary>
    public static async Task<double> RunAsync(string connectionString, string script, int connections, TimeSpan length, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, script, cancellationToken);
            while (true)
            {
                var output = await Tool.RunAsync(
                    PostgresTools.Find("pgbench"),
                    ["--no-vacuum", "--client", $"{connections}", "--jobs", "1", "--time", $"{(int)Math.Ceiling(length.TotalSeconds)}", "--protocol", "prepared", "--file", file],
                    PostgresTools.Environment(connectionString),
                    cancellationToken);
                var rate = Rate().Match(output);
                if (rate.Success)
                {
                    return double.Parse(rate.Groups["rate"].ValueSpan, CultureInfo.InvariantCulture);
                }

                length = length < Longest ? 2 * length : throw new InvalidOperationException($"pgbench told no rate: {output}");
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"^tps = (?<rate>[\d.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();
}
