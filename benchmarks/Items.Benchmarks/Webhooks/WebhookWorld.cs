using System.Net.Http.Headers;
using System.Net.Http.Json;
using Items.Benchmarks.Load;
using Items.Benchmarks.Results;
using Items.Benchmarks.Store;
using Items.Contracts;
using Items.Testing.Processes;
using Items.Testing.Servers;
using Items.Testing.Systems;

namespace Items.Benchmarks.Webhooks;

/// <summary>A log with more events than can be delivered in a turn, one Worker, and one receiver with many endpoints.</summary>
internal sealed class WebhookWorld : IAsyncDisposable
{
    public const int Endpoints = 100;

    private static readonly TimeSpan Filling = TimeSpan.FromSeconds(3);

    private readonly OwnServer _postgres;
    private readonly OwnServer _broker;
    private readonly ItemsSystem _system;
    private readonly Receiver _receiver;
    private readonly Uri _address;
    private readonly int _batchSize;

    private WebhookWorld(OwnServer postgres, OwnServer broker, ItemsSystem system, Receiver receiver, Uri address, int batchSize) =>
        (_postgres, _broker, _system, _receiver, _address, _batchSize) = (postgres, broker, system, receiver, address, batchSize);

    /// <param name="batchSize">Events in a request.</param>
    /// <param name="atLeast">Events in the log; more than are delivered to any of them in a turn.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static async Task<WebhookWorld> StartAsync(int batchSize, int atLeast, CancellationToken cancellationToken)
    {
        var postgres = await OwnServer.StartPostgresAsync();
        var broker = await OwnServer.StartRabbitAsync();
        await ItemsSystem.MigrateAsync(postgres.Address);
        var system = await ItemsSystem.StartAsync(new()
        {
            Gateways = 0,
            Workers = 1,
            Database = postgres.Address,
            Broker = broker.Address,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["WebhookTargets__AllowHttp"] = "true",
                ["WebhookTargets__AllowedNetworks"] = "127.0.0.0/8",
            },
        });
        var port = FreePort.Reserve();
        for (var events = 0.0; events < atLeast;)
        {
            events += Filling.TotalSeconds * await Wrk.RunAsync(new Uri(system.Api.Address, "/api/items"), isPost: true, StoreWorld.Connections, Filling, cancellationToken);
        }

        return new WebhookWorld(postgres, broker, system, await Receiver.StartAsync(port), new Uri($"http://127.0.0.1:{port}"), batchSize);
    }

    /// <summary>Every webhook is sent the whole log, from its beginning, until the time is over.</summary>
    public async Task<Turn> DeliverAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var webhooks = await Task.WhenAll(Enumerable.Range(0, Endpoints).Select(number => SubscribeAsync(number, cancellationToken)));
        var processes = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["worker"] = _system.Worker.ProcessId, ["postgres"] = _postgres.ProcessId, ["receiver"] = Environment.ProcessId,
        };
        var turn = await ProcessorTime.MeasureAsync(processes, () => CountAsync(() => Task.Delay(length, cancellationToken)));
        await Task.WhenAll(webhooks.Select(webhook => _system.Api.Client.DeleteAsync($"/api/webhooks/{webhook}", cancellationToken)));
        return turn;
    }

    /// <summary>What Postgres does by itself every minute. Until then it goes by plans that it made when these tables were empty.</summary>
    public async Task UpkeepAsync(TimeSpan after, CancellationToken cancellationToken)
    {
        await Task.Delay(after, cancellationToken);
        await Stock.ExecuteAsync(_postgres.Address, "VACUUM (ANALYZE) webhooks");
        await Stock.ExecuteAsync(_postgres.Address, "VACUUM (ANALYZE) webhook_deliveries");
    }

    /// <summary>One loop for each endpoint, on connections that are kept.</summary>
    public async Task<Turn> PostAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = _address };
        var bodies = _receiver.Bodies.ToArray();
        return await ProcessorTime.MeasureAsync(
            new Dictionary<string, int>(StringComparer.Ordinal) { ["loops and receiver"] = Environment.ProcessId },
            () => CountAsync(() => Task.WhenAll(Enumerable.Range(0, Endpoints).Select(number => Task.Run(() => LoopAsync(client, number, bodies, length, cancellationToken), cancellationToken)))));
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _receiver.DisposeAsync();
        await _broker.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private static async Task LoopAsync(HttpClient client, int number, byte[][] bodies, TimeSpan length, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var next = 0; TimeProvider.System.GetElapsedTime(start) < length; next = (next + 1) % bodies.Length)
        {
            using var content = new ByteArrayContent(bodies[next]) { Headers = { ContentType = new MediaTypeHeaderValue(MessagingNames.EventContentType) } };
            using var response = await client.PostAsync($"/{number}", content, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
    }

    private async Task<double> CountAsync(Func<Task> work)
    {
        var (before, start) = (_receiver.Requests, TimeProvider.System.GetTimestamp());
        await work();
        return (_receiver.Requests - before) / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<Guid> SubscribeAsync(int number, CancellationToken cancellationToken)
    {
        using var created = await _system.Api.Client.PostAsJsonAsync("/api/webhooks", new { url = new Uri(_address, $"/{number}"), batchSize = _batchSize }, cancellationToken);
        created.EnsureSuccessStatusCode();
        var webhook = (await created.Content.ReadFromJsonAsync(ContractsJson.Default.WebhookSecret, cancellationToken))!.Webhook;
        using var replayed = await _system.Api.Client.PostAsJsonAsync($"/api/webhooks/{webhook.Id}/replay", new { after = Beginning(webhook.Cursor) }, cancellationToken);
        replayed.EnsureSuccessStatusCode();
        return webhook.Id;
    }

    private static string Beginning(string head) => Cursor.TryParse(head, out var cursor) ? new Cursor(cursor.Epoch, 0).ToString() : throw new FormatException($"No cursor: {head}");
}
