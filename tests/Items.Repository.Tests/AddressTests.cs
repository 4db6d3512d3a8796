using System.Globalization;
using System.Text.RegularExpressions;
using Items.Contracts;

namespace Items.Repository.Tests;

/// <summary>The ports that the pages name are those that the programs take.</summary>
public sealed partial class AddressTests
{
    [Fact]
    public void The_script_tells_of_the_ports_that_the_model_has_and_their_defaults()
    {
        var expected = PortsIn(ModelPort(), Checkout.Read("Items.AppHost/ModelOptions.cs"));
        expected[nameof(DefaultPorts.Web)] = DefaultPorts.Web;
        expected[nameof(DefaultPorts.Api)] = DefaultPorts.Api;
        expected[nameof(DefaultPorts.Gateway)] = DefaultPorts.Gateway;
        expected[nameof(DefaultPorts.Worker)] = DefaultPorts.Worker;

        ScriptPorts().ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public void The_pages_name_no_other_port()
    {
        var known = ScriptPorts().Values.ToHashSet();

        Named().Where(named => !known.Contains(named.Port)).ShouldBeEmpty();
    }

    [Fact]
    public void The_README_names_the_address_of_every_host_that_a_reader_opens() =>
        new[] { DefaultPorts.Web, DefaultPorts.Api, DefaultPorts.Gateway }.Except(Named().Where(named => named.Page == "README.md").Select(named => named.Port)).ShouldBeEmpty();

    private static IEnumerable<(string Page, int Port)> Named() =>
        from page in Checkout.Pages
        from match in Address().Matches(Checkout.Read(page))
        select (page, int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture));

    /// <summary>The ports that <c>run.sh --help</c> tells of.</summary>
    private static Dictionary<string, int> ScriptPorts() => PortsIn(ScriptPort(), Checkout.Read("run.sh"));

    private static Dictionary<string, int> PortsIn(Regex pattern, string text) => pattern.Matches(text).ToDictionary(
        match => match.Groups["name"].Value, match => int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    [GeneratedRegex(@"(?:127\.0\.0\.1|localhost):(?<port>\d+)")]
    private static partial Regex Address();

    [GeneratedRegex(@"Items:Ports:(?<name>\w+) \((?<port>\d+)\)")]
    private static partial Regex ScriptPort();

    [GeneratedRegex(@"public ushort (?<name>\w+) \{ get; set; \} = (?<port>\d+);")]
    private static partial Regex ModelPort();
}
