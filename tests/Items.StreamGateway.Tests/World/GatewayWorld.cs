using Items.Contracts;
using Items.Testing.Processes;

namespace Items.StreamGateway.Tests.World;

/// <summary>The real gateway process between a history and a broker that the test controls.</summary>
internal sealed class GatewayWorld : IAsyncDisposable
{
    private GatewayWorld(FakeHistory history, TestBroker broker, HostProcess gateway) => (History, Broker, Gateway) = (history, broker, gateway);

    public FakeHistory History { get; }

    public TestBroker Broker { get; }

    public HostProcess Gateway { get; }

    /// <summary>Makes one whose gateway the test starts.</summary>
    public static async Task<GatewayWorld> CreateAsync(params (string Name, string Value)[] settings)
    {
        var history = await FakeHistory.StartAsync();
        var broker = await TestBroker.CreateAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"ConnectionStrings__{ServiceNames.Messaging}"] = broker.Uri.AbsoluteUri,
            [$"services__{ServiceNames.Api}__http__0"] = $"http://127.0.0.1:{history.Port}",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        return new GatewayWorld(history, broker, new HostProcess("Items.StreamGateway", environment));
    }

    /// <summary>Makes one with a log of so many events and a gateway that follows it and consumes from the broker.</summary>
    public static async Task<GatewayWorld> StartAsync(int events = 0, params (string Name, string Value)[] settings)
    {
        var world = await CreateAsync(settings);
        world.History.Append(events);
        await world.Gateway.StartAsync();
        await world.Broker.WaitForConsumerAsync();
        return world;
    }

    /// <summary>A change as the system makes it: first in the log, then at the broker.</summary>
    public async Task<long> ChangeAsync(Func<long, byte[]>? make = null)
    {
        var seq = History.Append(1, make);
        await Broker.PublishAsync(History[seq]);
        return seq;
    }

    public async Task ChangeAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await ChangeAsync();
        }
    }

    public Task<WebSocketFollower> FollowAsync(string query = "") => WebSocketFollower.ConnectAsync(Gateway, query);

    public async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative))
        {
            Version = Gateway.Client.DefaultRequestVersion,
            VersionPolicy = Gateway.Client.DefaultVersionPolicy,
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<string> HealthAsync() => await (await GetAsync("/health")).Content.ReadAsStringAsync();

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Broker.DisposeAsync();
        await History.DisposeAsync();
    }
}
