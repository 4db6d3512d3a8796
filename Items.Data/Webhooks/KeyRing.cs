using Items.Data.Setup;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Items.Data.Webhooks;

/// <summary>The key ring of Data Protection in the table <c>data_protection_keys</c>, the same for all processes over a database.</summary>
internal static class KeyRing
{
    public static IServiceCollection AddKeyRing(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Items");
        services.AddOptions<KeyManagementOptions>().Configure<NpgsqlDataSource>((keys, database) => keys.XmlRepository = new KeyTable(database));
        return services;
    }

    /// <summary>
    /// Makes the first key, unless there is one. Before any process starts, because processes that find none make one each, and do not learn of the others' for up to a day, as long as they remember the
    /// ring: what one of them encrypted the other could not read.
    /// </summary>
    public static void Begin(SchemaDatabase schema)
    {
        using var services = new ServiceCollection().AddLogging().AddSingleton(schema.Connections).AddKeyRing().BuildServiceProvider();
        services.GetRequiredService<IDataProtectionProvider>().CreateProtector(nameof(KeyRing)).Protect([]);
    }
}
