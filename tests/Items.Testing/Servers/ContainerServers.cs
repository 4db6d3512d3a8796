using DotNet.Testcontainers.Builders;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace Items.Testing.Servers;

/// <summary>Servers as containers; null where no container engine answers. Testcontainers removes them when this process ends.</summary>
internal static class ContainerServers
{
    private const int ManagementPort = 15672;

    public static Task<string?> TryStartPostgresAsync() => TryAsync(async () =>
    {
        var container = new PostgreSqlBuilder(AppHost.Images.Postgres).WithCommand("-c", "fsync=off", "-c", "max_connections=300").Build();
        await container.StartAsync();
        return container.GetConnectionString();
    });

    public static Task<Tuple<Uri, Uri>?> TryStartRabbitAsync() => TryAsync(async () =>
    {
        var container = new RabbitMqBuilder(AppHost.Images.RabbitMq).WithPortBinding(ManagementPort, assignRandomHostPort: true).Build();
        await container.StartAsync();
        var management = new UriBuilder(Uri.UriSchemeHttp, container.Hostname, container.GetMappedPublicPort(ManagementPort)).Uri;
        return Tuple.Create(new Uri(container.GetConnectionString()), management);
    });

    private static async Task<T?> TryAsync<T>(Func<Task<T>> start)
        where T : class
    {
        if (Environment.GetEnvironmentVariable("ITEMS_TEST_CONTAINERS") == "false")
        {
            return null;
        }

        try
        {
            return await start();
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }
}
