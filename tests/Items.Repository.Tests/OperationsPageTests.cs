using System.Text.RegularExpressions;

namespace Items.Repository.Tests;

public sealed partial class OperationsPageTests
{
    [Fact]
    public void The_page_lists_every_metric_of_ours_and_no_other()
    {
        var told = MarkdownPage.Read("docs/operations.md").Rows.Select(cells => MarkdownPage.Plain(cells[0])).Where(cell => cell.StartsWith("items.", StringComparison.Ordinal));
        var made = Checkout.Sources.Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => Instrument().Matches(Checkout.Read(file)).Select(match => match.Groups["name"].Value));

        told.Order(StringComparer.Ordinal).ShouldBe(made.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\.Create(?:Observable)?(?:Counter|UpDownCounter|Gauge|Histogram)(?:<\w+>)?\(\s*""(?<name>[^""]+)""")]
    private static partial Regex Instrument();
}
