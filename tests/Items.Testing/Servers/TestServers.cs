namespace Items.Testing.Servers;

/// <summary>
/// Postgres and RabbitMQ for tests, each found or started when first needed and at most once in a test process:
/// <list type="number">
/// <item>as given in the environment: <c>ITEMS_TEST_POSTGRES</c> (Npgsql connection string of a role that may create databases); <c>ITEMS_TEST_RABBITMQ</c> (AMQP URI of
/// an administrator) with <c>ITEMS_TEST_RABBITMQ_MANAGEMENT</c> (URL of its management API);</item>
/// <item>else as containers, where a container engine answers and <c>ITEMS_TEST_CONTAINERS</c> is not <c>false</c>;</item>
/// <item>else as processes by <c>eng/services</c>, which end with the test process.</item>
/// </list>
/// A server that cannot be had fails every test that needs it; nothing is skipped.
/// </summary>
public static class TestServers
{
    private static readonly Lazy<Task<PostgresServer>> Postgres = new(PostgresServer.FindAsync);
    private static readonly Lazy<Task<RabbitServer>> Rabbit = new(RabbitServer.FindAsync);

    /// <summary>Makes an empty database that is the caller's own and returns its connection string.</summary>
    public static async Task<string> CreateDatabaseAsync() => await (await Postgres.Value).CreateDatabaseAsync();

    /// <summary>Makes a database that is the caller's own, as a copy of one that <paramref name="prepare"/> filled, once in a test process for each key.</summary>
    /// <param name="key">Names what is prepared.</param>
    /// <param name="prepare">Fills the empty database of this connection string, and leaves no connection open.</param>
    public static async Task<string> CreateDatabaseAsync(string key, Func<string, Task> prepare) =>
        await (await Postgres.Value).CreateDatabaseAsync(key, prepare);

    /// <summary>Makes a copy of a database that nobody is connected to, with all that is in it.</summary>
    public static async Task<string> CopyDatabaseAsync(string connectionString) => await (await Postgres.Value).CopyDatabaseAsync(connectionString);

    /// <summary>Makes a virtual host of RabbitMQ that is the caller's own and returns its AMQP URI.</summary>
    public static async Task<string> CreateVirtualHostAsync() => await (await Rabbit.Value).CreateVirtualHostAsync();

    /// <summary>A client of RabbitMQ's management API, to look at queues and connections or to close them. The caller disposes it.</summary>
    public static async Task<HttpClient> CreateManagementClientAsync() => (await Rabbit.Value).CreateManagementClient();
}
