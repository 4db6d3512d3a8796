using Items.Contracts;
using Items.Testing.Processes;
using Items.Testing.Servers;

namespace Items.Testing.Systems;

/// <summary>
/// A whole system of its own: a migrated database, a virtual host of RabbitMQ, and the processes, each of which knows the others' addresses and can be killed, paused and
/// started again. The test project names the hosts as <c>HostUnderTest</c>.
/// </summary>
public sealed class ItemsSystem : IAsyncDisposable
{
    private const string ApiProject = "Items.Api";
    private const string GatewayProject = "Items.StreamGateway";
    private const string WebProject = "Items.Web";
    private const string WorkerProject = "Items.Worker";

    private ItemsSystem(ItemsSystemOptions options, string database, string broker)
    {
        (Database, Broker) = (database, broker);
        // One dictionary for all: it is complete, with every reserved port, before the first process starts.
        var environment = new Dictionary<string, string>(options.Environment, StringComparer.Ordinal)
        {
            [$"ConnectionStrings__{ServiceNames.Database}"] = database,
            [$"ConnectionStrings__{ServiceNames.Messaging}"] = broker,
        };
        Apis = Create(ApiProject, ServiceNames.Api, options.Apis, environment);
        Gateways = Create(GatewayProject, ServiceNames.Gateway, options.Gateways, environment);
        Webs = Create(WebProject, ServiceNames.Web, options.Webs, environment);
        Workers = Create(WorkerProject, ServiceNames.Worker, options.Workers, environment);
    }

    /// <summary>The database's connection string.</summary>
    public string Database { get; }

    /// <summary>The AMQP URI of the virtual host.</summary>
    public string Broker { get; }

    public IReadOnlyList<HostProcess> Apis { get; }

    public IReadOnlyList<HostProcess> Gateways { get; }

    public IReadOnlyList<HostProcess> Webs { get; }

    public IReadOnlyList<HostProcess> Workers { get; }

    public HostProcess Api => Apis[0];

    public HostProcess Gateway => Gateways[0];

    public HostProcess Web => Webs[0];

    public HostProcess Worker => Workers[0];

    /// <summary>Starts a system and waits until every process is ready.</summary>
    public static async Task<ItemsSystem> StartAsync(ItemsSystemOptions? options = null)
    {
        var system = await CreateAsync(options);
        try
        {
            await system.StartAsync();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a system whose processes the caller starts.</summary>
    public static async Task<ItemsSystem> CreateAsync(ItemsSystemOptions? options = null)
    {
        var database = options?.Database is { } chosen ? Task.FromResult(chosen) : CreateMigratedDatabaseAsync();
        var broker = options?.Broker is { } given ? Task.FromResult(given) : TestServers.CreateVirtualHostAsync();
        return new(options ?? new(), await database, await broker);
    }

    /// <summary>Starts all processes and waits until each is ready.</summary>
    public Task StartAsync() => Task.WhenAll(All().Select(host => host.StartAsync()));

    /// <summary>
    /// A database with the schema as <c>Items.Api migrate</c> makes it. The migration runs once in a test process and is copied. A copy is another database, so its log begins a life of
    /// its own with the first connection of a host.
    /// </summary>
    public static Task<string> CreateMigratedDatabaseAsync() => TestServers.CreateDatabaseAsync("migrated", MigrateAsync);

    /// <summary>Brings a database to the schema of <c>Items.Api migrate</c>, and leaves no connection open.</summary>
    public static Task MigrateAsync(string connectionString) => RunApiAsync(connectionString + ";Pooling=false", "migrate");

    /// <summary>Runs a command of the Api over a database, e.g. <c>new-epoch</c>, and returns what it wrote.</summary>
    public static Task<string> RunApiAsync(string connectionString, string command) => HostProcess.RunAsync(
        ApiProject,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"ConnectionStrings__{ServiceNames.Database}"] = connectionString,
            [$"ConnectionStrings__{ServiceNames.Messaging}"] = "amqp://127.0.0.1:1",
        },
        command);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in All())
        {
            await host.DisposeAsync();
        }
    }

    private static List<HostProcess> Create(string project, string service, int count, Dictionary<string, string> environment)
    {
        var hosts = Enumerable.Range(0, count).Select(_ => new HostProcess(project, environment)).ToList();
        for (var index = 0; index < count; index++)
        {
            environment[$"services__{service}__http__{index}"] = hosts[index].Address.GetLeftPart(UriPartial.Authority);
        }

        return hosts;
    }

    private IEnumerable<HostProcess> All() => [.. Apis, .. Gateways, .. Webs, .. Workers];
}
