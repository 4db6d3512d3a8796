using System.Reflection;
using System.Text.RegularExpressions;
using Items.Contracts;

namespace Items.Repository.Tests;

public sealed partial class RestPageTests
{
    private const string Page = "docs/rest.md";

    [Fact]
    public void The_page_lists_every_problem_type_and_no_other()
    {
        var types = typeof(ProblemTypes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.Name != nameof(ProblemTypes.Prefix))
            .Select(field => (string)field.GetRawConstantValue()!);

        MarkdownPage.Read(Page).Rows.Select(cells => MarkdownPage.Plain(cells[0])).Where(cell => cell.StartsWith(ProblemTypes.Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ShouldBe(types.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_page_tells_every_operation_of_the_API()
    {
        var told = Operation().Matches(Checkout.Read(Page)).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);

        Routes().Where(route => !told.Contains(route)).ShouldBeEmpty();
    }

    /// <summary>From the tables of routes, each of which is a group and what it maps.</summary>
    private static IEnumerable<string> Routes() =>
        from folder in new[] { (File: "Items.Api/ItemEndpoints/ItemRoutes.cs", Path: "/api/items"), (File: "Items.Api/Snapshots/SnapshotRoutes.cs", Path: "/api"), (File: "Items.Api/Streams/StreamRoutes.cs", Path: "/api"), (File: "Items.Api/WebhookEndpoints/WebhookRoutes.cs", Path: "/api/webhooks") }
        from map in Map().Matches(Checkout.Read(folder.File))
        let path = map.Groups["path"].Value
        select $"{map.Groups["method"].Value.ToUpperInvariant()} {folder.Path}{(path.Length == 0 ? "" : "/" + path)}";

    [GeneratedRegex(@"\b(?:GET|POST|PUT|PATCH|DELETE) /api/[\w/{}-]+")]
    private static partial Regex Operation();

    [GeneratedRegex(@"\.Map(?<method>Get|Post|Put|Patch|Delete)\(""(?<path>[^""]*)""")]
    private static partial Regex Map();
}
