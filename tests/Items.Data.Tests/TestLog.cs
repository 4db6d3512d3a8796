using Items.Contracts;
using Items.Data.Idempotency;
using Items.Data.Lists;
using Items.Data.Log;
using Items.Data.Retention;
using Items.Data.Setup;
using Items.Data.Snapshots;
using Items.Testing.Systems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Items.Data.Tests;

/// <summary>The log as one process of its own has it, over a database that may be shared with another.</summary>
internal sealed class TestLog : IAsyncDisposable
{
    private readonly WebApplication _host;

    private TestLog(WebApplication host, string database) => (_host, Database) = (host, database);

    public string Database { get; }

    public ItemLog Log => _host.Services.GetRequiredService<ItemLog>();

    public ItemReader Items => _host.Services.GetRequiredService<ItemReader>();

    public ItemLookup Lookup => _host.Services.GetRequiredService<ItemLookup>();

    public LogReader Reader => _host.Services.GetRequiredService<LogReader>();

    public SnapshotReader Snapshots => _host.Services.GetRequiredService<SnapshotReader>();

    public LogRetention Retention => _host.Services.GetRequiredService<LogRetention>();

    public LogSignal Signal => _host.Services.GetRequiredService<LogSignal>();

    public FreshEvents Fresh => _host.Services.GetRequiredService<FreshEvents>();

    public KeyUpkeep Upkeep => _host.Services.GetRequiredService<KeyUpkeep>();

    public ReadConnections ReadConnections => _host.Services.GetRequiredService<ReadConnections>();

    public NpgsqlDataSource DataSource => _host.Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Starts over a database; without one, over a fresh one.</summary>
    /// <param name="database">Its connection string.</param>
    /// <param name="settings">Names and values as in a configuration file, e.g. <c>("Retention:MaxEvents", "1000")</c>.</param>
    public static async Task<TestLog> StartAsync(string? database = null, params (string Name, string Value)[] settings)
    {
        database ??= await ItemsSystem.CreateMigratedDatabaseAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration[$"ConnectionStrings:{ServiceNames.Database}"] = database;
        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }

        builder.AddItemsData(ServiceNames.Database);
        builder.Services.AddItemLog();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = builder.Build();
        await host.StartAsync();
        return new TestLog(host, database);
    }

    public Task<ChangeOutcome> AppendAsync(Change change) => Log.AppendAsync(change, TestContext.Current.CancellationToken);

    public Task<ChangeOutcome> CreateAsync(string text, string attributes = "{}") =>
        AppendAsync(new Change(ChangeKind.Create, Guid.CreateVersion7(), text, attributes));

    /// <summary>Every event there is.</summary>
    public async Task<List<LogEvent>> ReadAllAsync()
    {
        var all = new List<LogEvent>();
        while (true)
        {
            var page = await Reader.ReadAsync(all.Count == 0 ? 0 : all[^1].Seq, 1_000, types: null, TestContext.Current.CancellationToken);
            if (page.Events.Count == 0)
            {
                return all;
            }

            all.AddRange(page.Events);
        }
    }

    public async Task<List<(Guid Id, string Text, string Attributes, int Version, long Seq)>> ReadItemsAsync()
    {
        await using var command = DataSource.CreateCommand("SELECT id, item, attributes, version, seq FROM items ORDER BY id");
        await using var rows = await command.ExecuteReaderAsync();
        var items = new List<(Guid, string, string, int, long)>();
        while (await rows.ReadAsync())
        {
            items.Add((rows.GetGuid(0), rows.GetString(1), rows.GetString(2), rows.GetInt32(3), rows.GetInt64(4)));
        }

        return items;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
    }
}
