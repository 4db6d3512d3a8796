using System.Diagnostics;
using Items.Testing;
using Items.Testing.Processes;
using Items.Testing.Servers;
using Items.Testing.Systems;
using Npgsql;

namespace Items.EndToEnd.Tests.Outages;

public sealed class StartUpTests
{
    [Theory]
    [InlineData("gateway web api broker postgres schema")]
    [InlineData("web postgres gateway schema api broker")]
    [InlineData("api gateway postgres web broker schema")]
    [InlineData("broker web api schema gateway postgres")]
    public async Task In_whatever_order_the_parts_come_everything_becomes_healthy_by_itself(string order)
    {
        var database = new NpgsqlConnectionStringBuilder(await TestServers.CreateDatabaseAsync());
        await using var postgres = new SeverableWire(new UriBuilder("tcp", database.Host!, database.Port).Uri);
        await using var broker = new SeverableWire(new Uri(await TestServers.CreateVirtualHostAsync()));
        postgres.Cut();
        broker.Cut();
        await using var system = await ItemsSystem.CreateAsync(new()
        {
            Webs = 1,
            Broker = broker.Address.AbsoluteUri,
            Database = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = postgres.Address.Port, Timeout = 3 }.ConnectionString,
        });
        HostProcess[] hosts = [system.Api, system.Gateway, system.Web];
        foreach (var part in order.Split(' '))
        {
            await (part switch
            {
                "api" => system.Api.StartAsync("/alive"),
                "gateway" => system.Gateway.StartAsync("/alive"),
                "web" => system.Web.StartAsync("/alive"),
                "schema" => ItemsSystem.MigrateAsync(database.ConnectionString),
                "postgres" => MendAsync(postgres),
                _ => MendAsync(broker),
            });
            hosts.Where(host => host.Output.Length > 0).ShouldAllBe(host => host.IsRunning);
        }

        var complete = Stopwatch.GetTimestamp();
        foreach (var host in hosts)
        {
            await Eventually.SucceedsAsync(
                async () => (await host.Client.GetStringAsync(new Uri("/health", UriKind.Relative))).ShouldStartWith("Healthy"), TimeSpan.FromSeconds(60));
        }

        TestContext.Current.SendDiagnosticMessage("{0}: all healthy {1:0.0} s after the last part came", order, Stopwatch.GetElapsedTime(complete).TotalSeconds);
        await using var follower = await Follower.StartAsync(system.Web.Address);
        var item = await system.Web.Client.CreateAsync("after all");
        await follower.HasAsync(1);
        follower.Events.ShouldHaveSingleItem().Data.ShouldBe(item);
        hosts.ShouldAllBe(host => host.IsRunning);
    }

    private static Task MendAsync(SeverableWire wire)
    {
        wire.Mend();
        return Task.CompletedTask;
    }
}
