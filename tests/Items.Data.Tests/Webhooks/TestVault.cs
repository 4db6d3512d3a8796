using Items.Contracts;
using Items.Data.Setup;
using Items.Data.Webhooks;
using Items.Testing.Systems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Items.Data.Tests.Webhooks;

/// <summary>The secrets as one process of its own has them, over a database that may be shared with another.</summary>
internal sealed class TestVault : IAsyncDisposable
{
    private readonly WebApplication _host;

    private TestVault(WebApplication host, string database) => (_host, Database) = (host, database);

    public string Database { get; }

    public SecretVault Vault => _host.Services.GetRequiredService<SecretVault>();

    /// <summary>Starts over a database; without one, over a fresh one.</summary>
    public static async Task<TestVault> StartAsync(string? database = null)
    {
        database ??= await ItemsSystem.CreateMigratedDatabaseAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration[$"ConnectionStrings:{ServiceNames.Database}"] = database;
        builder.AddItemsData(ServiceNames.Database);
        builder.Services.AddWebhookData();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = builder.Build();
        await host.StartAsync();
        return new TestVault(host, database);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
    }
}
