using Items.Benchmarks.Load;
using Items.Contracts;
using Items.Testing.Processes;
using Items.Testing.Servers;

namespace Items.Benchmarks.FanOut;

/// <summary>One broker, one feed, and whoever relays from there.</summary>
internal sealed class FanOutWorld : IAsyncDisposable
{
    private const string ServiceName = "Items.StreamGateway";

    private readonly OwnServer _broker;
    private readonly HostProcess _gateway;
    private readonly List<IAsyncDisposable> _rivals = [];
    private readonly int _webStompPort;

    private FanOutWorld(OwnServer broker, int webStompPort, Feed feed, HostProcess gateway) => (_broker, _webStompPort, Feed, _gateway) = (broker, webStompPort, feed, gateway);

    public Feed Feed { get; }

    public static async Task<FanOutWorld> StartAsync()
    {
        var (webStomp, history) = (FreePort.Reserve(), FreePort.Reserve());
        var broker = await OwnServer.StartRabbitAsync(webStomp);
        var feed = await Feed.StartAsync(history, broker.Address);
        var gateway = new HostProcess(ServiceName, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"ConnectionStrings__{ServiceNames.Messaging}"] = broker.Address,
            [$"services__{ServiceNames.Api}__http__0"] = $"http://127.0.0.1:{history}",
        });
        await gateway.StartAsync();
        return new FanOutWorld(broker, webStomp, feed, gateway);
    }

    public Side Gateway(Protocol protocol) => new(protocol, _gateway.Port, new Dictionary<string, int>(StringComparer.Ordinal) { ["gateway"] = _gateway.ProcessId });

    public Side WebStomp()
    {
        var user = new Uri(_broker.Address).UserInfo.Split(':');
        return new(Protocol.Stomp(user[0], user[1]), _webStompPort, new Dictionary<string, int>(StringComparer.Ordinal) { ["broker"] = _broker.ProcessId });
    }

    public async Task<Side> NodeAsync(string script, Protocol protocol)
    {
        var rival = await Rival.StartAsync(script, _broker.Address);
        _rivals.Add(rival);
        return new(protocol, rival.Port, new Dictionary<string, int>(StringComparer.Ordinal) { ["node"] = rival.ProcessId });
    }

    /// <summary>A crowd subscribes at one side, takes what it can, and goes.</summary>
    public async Task<Turn> SaturateAsync(Side side, int subscribers, TimeSpan length, CancellationToken cancellationToken)
    {
        using var crowd = await Crowd.GatherAsync(subscribers, side.Protocol, side.Port, cancellationToken);
        await crowd.SaturateAsync(Feed, TimeSpan.FromSeconds(1), cancellationToken);
        return await ProcessorTime.MeasureAsync(side.Processes, () => crowd.SaturateAsync(Feed, length, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var rival in _rivals)
        {
            await rival.DisposeAsync();
        }

        await _gateway.DisposeAsync();
        await Feed.DisposeAsync();
        await _broker.DisposeAsync();
    }
}

/// <summary>A server to subscribe at, and the processes whose work that is.</summary>
internal sealed record Side(Protocol Protocol, int Port, IReadOnlyDictionary<string, int> Processes);
