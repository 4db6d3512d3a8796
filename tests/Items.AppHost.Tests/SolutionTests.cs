using System.Text.RegularExpressions;
using Items.Testing;

namespace Items.AppHost.Tests;

/// <summary>The AppHost and its tests are in the solution; Debug and Release build everything but them, Aspire builds everything.</summary>
public sealed partial class SolutionTests
{
    private static readonly string[] Outside = ["Items.AppHost", "Items.AppHost.Tests"];

    private readonly string _solution = File.ReadAllText(Repository.PathOf("Items.sln"));

    [Fact]
    public void The_default_configurations_leave_out_what_not_every_feed_can_restore()
    {
        foreach (var (name, id) in Projects())
        {
            foreach (var configuration in new[] { "Debug", "Release" })
            {
                _solution.Contains($"{id}.{configuration}|Any CPU.Build.0", StringComparison.Ordinal).ShouldBe(!Outside.Contains(name, StringComparer.Ordinal), $"{name}, {configuration}");
            }
        }
    }

    [Fact]
    public void The_configuration_Aspire_builds_every_project()
    {
        Projects().ShouldAllBe(project => _solution.Contains($"{project.Id}.Aspire|Any CPU.Build.0 = Debug|Any CPU", StringComparison.Ordinal));
        Outside.ShouldBeSubsetOf(Projects().Select(project => project.Name), StringComparer.Ordinal);
    }

    private List<(string Name, string Id)> Projects() =>
        [.. ProjectLine().Matches(_solution).Select(line => (line.Groups["name"].Value, line.Groups["id"].Value))];

    [GeneratedRegex(@"^Project\(.*\) = ""(?<name>[^""]+)"", ""[^""]+\.csproj"", ""(?<id>\{[^}]+\})""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ProjectLine();
}
