using System.Collections.ObjectModel;
using System.Net;
using System.Net.Sockets;
using Items.Testing.Processes;

namespace Items.Testing.Tests.Processes;

/// <summary>The front door is the host that is live without any server.</summary>
public sealed class HostProcessTests
{
    private const string Host = "Items.Web";
    private const string Live = "/alive";

    private static readonly ReadOnlyDictionary<string, string> NoConfiguration = ReadOnlyDictionary<string, string>.Empty;

    [Fact]
    public async Task Starts_stops_in_order_and_starts_again_on_its_port()
    {
        await using var host = new HostProcess(Host, NoConfiguration);
        await host.StartAsync(Live);
        await host.StopAsync();
        host.IsRunning.ShouldBeFalse();
        await Should.ThrowAsync<HttpRequestException>(() => host.Client.GetAsync(new Uri(Live, UriKind.Relative), TestContext.Current.CancellationToken));

        await host.StartAsync(Live);
        (await StatusAsync(host)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Killed_it_is_gone_at_once_and_starts_again()
    {
        await using var host = new HostProcess(Host, NoConfiguration);
        await host.StartAsync(Live);
        await host.KillAsync();
        host.IsRunning.ShouldBeFalse();
        await host.StartAsync(Live);
        (await StatusAsync(host)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Paused_it_answers_nothing_until_it_is_resumed()
    {
        await using var host = new HostProcess(Host, NoConfiguration);
        await host.StartAsync(Live);
        host.Pause();
        var answer = StatusAsync(host);
        await Should.ThrowAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken));
        host.Resume();
        (await answer).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Tells_what_it_occupies()
    {
        await using var host = new HostProcess(Host, NoConfiguration);
        await host.StartAsync(Live);
        var before = host.Usage;
        before.Memory.ShouldBeInRange(10_000_000, 1_000_000_000);
        var clients = new List<TcpClient>();
        for (var i = 0; i < 50; i++)
        {
            clients.Add(new TcpClient());
            await clients[^1].ConnectAsync(IPAddress.Loopback, host.Port, TestContext.Current.CancellationToken);
        }

        await Eventually.Async(() => host.Usage.Handles >= before.Handles + 50);
        clients.ForEach(client => client.Dispose());
        await Eventually.Async(() => host.Usage.Handles < before.Handles + 10);
    }

    [Fact]
    public async Task A_host_that_ends_instead_of_starting_fails_with_what_it_wrote()
    {
        await using var broken = new HostProcess(Host, new Dictionary<string, string>(StringComparer.Ordinal) { ["Proxy__TrustedNetworks"] = "nonsense" });
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => broken.StartAsync(Live));
        failure.Message.ShouldContain("Proxy:TrustedNetworks: not a list of CIDR networks");
    }

    [Fact]
    public void A_host_that_is_not_built_is_named() =>
        Should.Throw<FileNotFoundException>(() => Repository.HostAssembly("Items.Nonexistent")).Message.ShouldContain("HostUnderTest");

    private static async Task<HttpStatusCode> StatusAsync(HostProcess host)
    {
        using var response = await host.Client.GetAsync(new Uri(Live, UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
