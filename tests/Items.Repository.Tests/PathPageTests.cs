using System.Text.RegularExpressions;

namespace Items.Repository.Tests;

/// <summary>The path of a change, as docs/path.md tells it, against the markers in the sources.</summary>
public sealed partial class PathPageTests
{
    private const string Page = "docs/path.md";
    private const int Hops = 8;

    [Fact]
    public void Every_hop_is_marked_once_in_the_file_and_at_the_method_that_the_page_names() =>
        Markers().Order(StringComparer.Ordinal).ShouldBe(Table().Order(StringComparer.Ordinal));

    [Fact]
    public void The_page_tells_all_hops_in_order() =>
        Table().Select(row => row.Split(' ')[0]).ShouldBe(Enumerable.Range(1, Hops).Select(hop => $"{hop}"));

    /// <summary>Hop, file and method.</summary>
    private static List<string> Table() =>
        [.. MarkdownPage.Read(Page).Rows.Select(cells => Row().Match(string.Join('|', cells))).Where(row => row.Success)
            .Select(row => $"{row.Groups["hop"]} {row.Groups["file"]} {row.Groups["method"]}")];

    private static IEnumerable<string> Markers() =>
        from file in Checkout.Sources
        where !file.StartsWith("tests/", StringComparison.Ordinal)
        let lines = Checkout.ReadLines(file)
        from line in Enumerable.Range(0, lines.Length - 1)
        let marker = Marker().Match(lines[line])
        where marker.Success
        select $"{marker.Groups["hop"]} {file} {Method().Match(lines[line + 1]).Groups["name"]}";

    [GeneratedRegex(@"^(?<hop>\d)\|.*\[`[^`]+`\]\(\.\./(?<file>[^)]+)\).*`(?<method>\w+)`$")]
    private static partial Regex Row();

    [GeneratedRegex(@"// Hop (?<hop>\d+) of 8: .")]
    private static partial Regex Marker();

    [GeneratedRegex(@" (?<name>\w+)\(")]
    private static partial Regex Method();
}
