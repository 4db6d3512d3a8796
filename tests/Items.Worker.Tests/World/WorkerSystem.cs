using System.Diagnostics;
using Items.Testing;
using Items.Testing.Systems;

namespace Items.Worker.Tests.World;

/// <summary>Worker processes over a database and a broker, a receiver, and webhooks.</summary>
internal sealed class WorkerSystem : IAsyncDisposable
{
    private WorkerSystem(ItemsSystem system, Receiver receiver, WebhookRows rows) => (System, Receiver, Rows) = (system, receiver, rows);

    public ItemsSystem System { get; }

    public Receiver Receiver { get; }

    public WebhookRows Rows { get; }

    public static async Task<WorkerSystem> StartAsync(int workers, int apis = 0, string? broker = null, string? database = null, string? direct = null, params (string Key, string Value)[] settings)
    {
        var world = await CreateAsync(workers, apis, broker, database, direct, settings);
        await world.System.StartAsync();
        return world;
    }

    /// <summary>One whose processes the caller starts.</summary>
    public static async Task<WorkerSystem> CreateAsync(int workers, int apis = 0, string? broker = null, string? database = null, string? direct = null, params (string Key, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["WebhookTargets__AllowHttp"] = "true",
            ["WebhookTargets__AllowedNetworks"] = "127.0.0.1/32",
            ["Webhooks__LeaseLength"] = "00:00:03",
            ["WebhookRetries__FirstDelay"] = "00:00:00.200",
        };
        foreach (var (key, value) in settings)
        {
            environment[key] = value;
        }

        var system = await ItemsSystem.CreateAsync(new() { Apis = apis, Gateways = 0, Workers = workers, Broker = broker, Database = database, Environment = environment });
        return new WorkerSystem(system, await Receiver.StartAsync(), await WebhookRows.OpenAsync(direct ?? system.Database));
    }

    /// <summary>Makes webhooks with endpoints <c>{prefix}0</c>, <c>{prefix}1</c>, ….</summary>
    public async Task<string[]> CreateManyAsync(int count, string prefix = "hook")
    {
        var paths = Enumerable.Range(0, count).Select(index => $"{prefix}{index}").ToArray();
        foreach (var path in paths)
        {
            await Rows.CreateAsync(Receiver.Url(path));
        }

        return paths;
    }

    /// <summary>Waits until every endpoint has got each event up to this one, and returns how long that took.</summary>
    public async Task<TimeSpan> UntilAllHaveAsync(IEnumerable<string> paths, int events, TimeSpan? deadline = null)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var path in paths)
        {
            await Eventually.Async(() => Receiver.Taken(path).Distinct().Count() >= events, deadline ?? TimeSpan.FromSeconds(60), $"{path} gets {events} events");
        }

        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Repetitions of an endpoint's events. Fails when one is missing or they did not come in order, repetitions aside: a repetition goes back and everything behind it follows again.</summary>
    public int RepetitionsInOrder(string path)
    {
        var taken = Receiver.Received(path).SelectMany(delivery => delivery.Sequences).ToList();
        var last = 0L;
        foreach (var seq in taken)
        {
            seq.ShouldBeLessThanOrEqualTo(last + 1, path);
            seq.ShouldBeGreaterThanOrEqualTo(Math.Max(1, last), path);
            last = seq;
        }

        return taken.Count - taken.Distinct().Count();
    }

    public async ValueTask DisposeAsync()
    {
        await System.DisposeAsync();
        await Rows.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
