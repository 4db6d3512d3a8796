using System.Globalization;
using System.Text.RegularExpressions;

namespace Items.Benchmarks.Load;

/// <summary>wrk: HTTP requests over a number of connections, each as soon as the one before is answered.</summary>
internal static partial class Wrk
{
    /// <summary>Answers in a second: to new items, or to what the address gets.</summary>
    /// <exception cref="InvalidOperationException">An answer was none of 2xx, or a connection failed.</exception>
    public static async Task<double> RunAsync(Uri address, bool isPost, int connections, TimeSpan length, CancellationToken cancellationToken)
    {
        var output = await Tool.RunAsync(
            "wrk",
            ["--threads", "1", "--connections", $"{connections}", "--duration", $"{(int)Math.Ceiling(length.TotalSeconds)}s", "--timeout", "10s", "--script", Path.Combine(AppContext.BaseDirectory, "Load/requests.lua"), $"{address}", .. isPost ? ["--", "POST"] : Array.Empty<string>()],
            new Dictionary<string, string>(StringComparer.Ordinal),
            cancellationToken);
        var result = Result().Match(output);
        return result.Success && result.Groups["errors"].Value == "0"
            ? double.Parse(result.Groups["requests"].ValueSpan, CultureInfo.InvariantCulture) * 1e6 / double.Parse(result.Groups["microseconds"].ValueSpan, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"wrk saw errors: {output}");
    }

    [GeneratedRegex(@"result requests=(?<requests>\d+) microseconds=(?<microseconds>\d+) errors=(?<errors>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Result();
}
