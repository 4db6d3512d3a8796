using System.Globalization;
using System.Text.RegularExpressions;
using Items.Contracts;

namespace Items.Repository.Tests;

/// <summary>The ports that the pages name are those that the programs take.</summary>
public sealed partial class AddressTests
{
    public static TheoryData<string, int> Ports => new()
    {
        { "ITEMS_WEB_PORT", DefaultPorts.Web },
        { "ITEMS_API_PORT", DefaultPorts.Api },
        { "ITEMS_GATEWAY_PORT", DefaultPorts.Gateway },
        { "ITEMS_WORKER_PORT", DefaultPorts.Worker },
    };

    [Theory]
    [MemberData(nameof(Ports))]
    public void The_script_starts_the_hosts_on_their_default_ports(string variable, int port) => ScriptPorts()[variable].ShouldBe(port);

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

    private static Dictionary<string, int> ScriptPorts() =>
        ScriptPort().Matches(Checkout.Read("run.sh")).ToDictionary(
            match => match.Groups["variable"].Value, match => int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    [GeneratedRegex(@"(?:127\.0\.0\.1|localhost):(?<port>\d+)")]
    private static partial Regex Address();

    [GeneratedRegex(@"^use_port \w+ (?<variable>ITEMS_\w+) (?<port>\d+)$", RegexOptions.Multiline)]
    private static partial Regex ScriptPort();
}
