using System.Xml.Linq;

namespace Items.Repository.Tests;

/// <summary>Which project may know which. Hosts share shapes and wiring; they never reference each other.</summary>
public sealed class ReferenceTests
{
    private const string Contracts = "Items.Contracts";
    private const string Data = "Items.Data";
    private const string Defaults = "Items.ServiceDefaults";
    private const string AppHost = "Items.AppHost";

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        [Contracts] = [],
        [Data] = [Contracts],
        [Defaults] = [Contracts],
        ["Items.Api"] = [Contracts, Data, Defaults],
        ["Items.Worker"] = [Contracts, Data, Defaults],
        ["Items.StreamGateway"] = [Contracts, Defaults],
        ["Items.Web"] = [Contracts, Defaults],
        // References of the Aspire model are resources, not code, but for the names.
        [AppHost] = [Contracts, "Items.Api", "Items.StreamGateway", "Items.Web", "Items.Worker", "Items.Verifier"],
    };

    private static string[] Projects => [.. Checkout.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))];

    private static string[] RootProjects => [.. Projects.Where(file => file.Count(c => c == '/') == 1)];

    [Fact]
    public void Every_project_at_the_root_has_a_rule() => RootProjects.Select(NameOf).Where(name => !Allowed.ContainsKey(name)).ShouldBeEmpty();

    [Fact]
    public void A_project_references_only_what_its_rule_allows() => (
        from project in RootProjects
        from reference in References(project, "ProjectReference").Select(NameOf)
        where !Allowed[NameOf(project)].Contains(reference, StringComparer.Ordinal)
        select $"{project}: {reference}").ShouldBeEmpty();

    [Fact]
    public void The_contracts_need_no_package() => References($"{Contracts}/{Contracts}.csproj", "PackageReference").ShouldBeEmpty();

    [Fact]
    public void The_clients_are_Aspires_and_only_the_model_and_its_tests_host_anything()
    {
        References($"{Defaults}/{Defaults}.csproj", "PackageReference").ShouldContain("Aspire.RabbitMQ.Client", StringComparer.Ordinal);
        References($"{Data}/{Data}.csproj", "PackageReference").ShouldContain("Aspire.Npgsql.EntityFrameworkCore.PostgreSQL", StringComparer.Ordinal);
        Projects.Where(project => !NameOf(project).StartsWith(AppHost, StringComparison.Ordinal) && Checkout.Read(project).Contains("\"Aspire.Hosting", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void MassTransit_stays_below_the_version_that_wants_a_licence() =>
        XDocument.Parse(Checkout.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Select(package => $"{(package.Attribute("Include") ?? package.Attribute("Update"))!.Value} {package.Attribute("Version")!.Value}")
            .Where(package => package.StartsWith("MassTransit", StringComparison.Ordinal) && !package.Contains(" 8.", StringComparison.Ordinal))
            .ShouldBeEmpty();

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Parse(Checkout.Read(project)).Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);

    private static string NameOf(string project) => Path.GetFileNameWithoutExtension(project);
}
