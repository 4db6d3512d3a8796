using Items.Benchmarks.Load;
using Items.Benchmarks.Results;
using Items.Contracts;
using Items.Testing.Processes;
using Items.Testing.Servers;

namespace Items.Benchmarks.FanOut;

/// <summary>One broker, one feed, and whoever relays from there.</summary>
internal sealed class FanOutWorld : IAsyncDisposable
{
    private readonly OwnServer _broker;
    private readonly HostProcess _gateway;
    private readonly HostProcess _site;
    private readonly List<IAsyncDisposable> _rivals = [];
    private readonly int _webStompPort;

    private FanOutWorld(OwnServer broker, int webStompPort, Feed feed, HostProcess gateway, HostProcess site) =>
        (_broker, _webStompPort, Feed, _gateway, _site) = (broker, webStompPort, feed, gateway, site);

    public Feed Feed { get; }

    /// <param name="makeEvent">An event with this number; one of 300 bytes unless given.</param>
    public static async Task<FanOutWorld> StartAsync(Func<long, byte[]>? makeEvent = null)
    {
        var (webStomp, history) = (FreePort.Reserve(), FreePort.Reserve());
        var broker = await OwnServer.StartRabbitAsync(webStomp);
        var feed = await Feed.StartAsync(history, broker.Address, makeEvent ?? Feed.SmallEvent);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"ConnectionStrings__{ServiceNames.Messaging}"] = broker.Address,
            [$"services__{ServiceNames.Api}__http__0"] = $"http://127.0.0.1:{history}",
        };
        var gateway = new HostProcess("Items.StreamGateway", environment);
        await gateway.StartAsync();
        environment[$"services__{ServiceNames.Gateway}__http__0"] = gateway.Address.GetLeftPart(UriPartial.Authority);
        return new FanOutWorld(broker, webStomp, feed, gateway, new HostProcess("Items.Web", environment));
    }

    public Side Gateway(Protocol protocol) => new(protocol, _gateway.Port, new Dictionary<string, int>(StringComparer.Ordinal) { ["gateway"] = _gateway.ProcessId });

    /// <summary>The site, which follows the gateway.</summary>
    public async Task<Side> StartSiteAsync(Protocol protocol)
    {
        await _site.StartAsync("/alive");
        return new(protocol, _site.Port, new Dictionary<string, int>(StringComparer.Ordinal) { ["site"] = _site.ProcessId, ["gateway"] = _gateway.ProcessId });
    }

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

    /// <summary>The same, counted in megabytes.</summary>
    public async Task<Turn> SaturateInBytesAsync(Side side, int subscribers, TimeSpan length, CancellationToken cancellationToken)
    {
        using var crowd = await Crowd.GatherAsync(subscribers, side.Protocol, side.Port, cancellationToken);
        await crowd.SaturateAsync(Feed, TimeSpan.FromSeconds(1), cancellationToken);
        return await ProcessorTime.MeasureAsync(side.Processes, async () =>
        {
            var (before, start) = (crowd.Bytes, TimeProvider.System.GetTimestamp());
            await crowd.SaturateAsync(Feed, length, cancellationToken);
            return (crowd.Bytes - before) / 1e6 / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        });
    }

    /// <summary>A crowd subscribes at one side and is sent events at a rate.</summary>
    public async Task<Turn> PaceAsync(Side side, int subscribers, int eventsPerSecond, TimeSpan length, CancellationToken cancellationToken)
    {
        using var crowd = await Crowd.GatherAsync(subscribers, side.Protocol, side.Port, cancellationToken);
        return Turn.OfLatency(await crowd.PaceAsync(Feed, eventsPerSecond, length, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var rival in _rivals)
        {
            await rival.DisposeAsync();
        }

        await _site.DisposeAsync();
        await _gateway.DisposeAsync();
        await Feed.DisposeAsync();
        await _broker.DisposeAsync();
    }
}

/// <summary>A server to subscribe at, and the processes whose work that is.</summary>
internal sealed record Side(Protocol Protocol, int Port, IReadOnlyDictionary<string, int> Processes);
