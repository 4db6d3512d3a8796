using Items.Contracts.Webhooks;
using Items.Data;
using Items.Data.Model;
using Items.Data.Setup;
using Items.Data.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Items.Worker.Tests.World;

/// <summary>Webhooks and the log as the Api makes them, made by hand: rows.</summary>
internal sealed class WebhookRows : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly ServiceProvider _services;

    private WebhookRows(NpgsqlDataSource database)
    {
        _database = database;
        _services = new ServiceCollection().AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(database)
            .AddDbContext<ItemsDbContext>(options => options.UseNpgsql(database))
            .AddWebhookData()
            .BuildServiceProvider();
    }

    /// <summary>The life of the log.</summary>
    public required string Epoch { get; init; }

    public static async Task<WebhookRows> OpenAsync(string connectionString)
    {
        var database = NpgsqlDataSource.Create(connectionString);
        await using (var settle = database.CreateCommand("SELECT items_settle_log()"))
        {
            await settle.ExecuteNonQueryAsync();
        }

        await using var epoch = database.CreateCommand("SELECT epoch FROM stream");
        return new WebhookRows(database) { Epoch = (string)(await epoch.ExecuteScalarAsync())! };
    }

    /// <summary>Makes a webhook at the beginning of the log, and returns it with its secret as a client sees it.</summary>
    public async Task<(Guid Id, string Secret)> CreateAsync(string url, int batchSize = 1, string[]? types = null, string? attributes = null, long position = 0)
    {
        var (id, key) = (Guid.CreateVersion7(), SecretVault.CreateKey());
        await WithContextAsync(db => db.Webhooks.Add(new WebhookRow
        {
            Id = id,
            Url = url,
            Types = types,
            Attributes = attributes,
            BatchSize = batchSize,
            Secret = Protect(id, key),
            State = WebhookStates.Active,
            Epoch = Epoch,
            Position = position,
            Generation = 1,
            CreatedAt = TimeProvider.System.GetUtcNow(),
            UpdatedAt = TimeProvider.System.GetUtcNow(),
        }));
        return (id, WebhookSecret.Prefix + Convert.ToBase64String(key));
    }

    /// <summary>A new secret; the one before is good until a moment.</summary>
    public async Task<string> RotateAsync(Guid id, DateTimeOffset until)
    {
        var key = SecretVault.CreateKey();
        await ExecuteAsync(
            "UPDATE webhooks SET previous_secret = secret, previous_secret_until = $2, secret = $3, generation = generation + 1 WHERE id = $1", id, until.UtcDateTime, Protect(id, key));
        return WebhookSecret.Prefix + Convert.ToBase64String(key);
    }

    /// <summary>Asks for a test, as the Api does.</summary>
    public async Task<Guid> AskForTestAsync(Guid webhook)
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync(
            $"""
            WITH asked AS (
                INSERT INTO webhook_deliveries (id, webhook_id, kind, message_id, events, attempt, at, outcome) VALUES ($1, $2, 'test', 'test-' || $1, 1, 1, now(), 'pending') RETURNING 1
            )
            SELECT pg_notify('{WebhookChannel.Name}', '') FROM asked
            """,
            id,
            webhook);
        return id;
    }

    /// <summary>Adds events of items that are in no table.</summary>
    public Task AppendAsync(int count, string type = "item.created", string attributes = "{}", string? traceparent = null) => ExecuteAsync(
        """
        WITH moved AS (UPDATE stream SET head = head + $1 RETURNING head - $1 AS before)
        INSERT INTO events (seq, type, item_id, item, attributes, version, created_at, at, traceparent)
        SELECT before + i, $2, gen_random_uuid(), 'An item among many', $3::jsonb, 1, now(), now(), $4 FROM moved, generate_series(1, $1) i
        """,
        count,
        type,
        attributes,
        (object?)traceparent ?? DBNull.Value);

    public async Task<WebhookRow> ReadAsync(Guid id)
    {
        await using var scope = _services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ItemsDbContext>().Webhooks.AsNoTracking().SingleAsync(webhook => webhook.Id == id);
    }

    /// <summary>The attempts that are kept, oldest first.</summary>
    public async Task<IReadOnlyList<WebhookDeliveryRow>> AttemptsAsync(Guid id)
    {
        await using var scope = _services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ItemsDbContext>().WebhookDeliveries.AsNoTracking().Where(attempt => attempt.WebhookId == id).OrderBy(attempt => attempt.Id).ToListAsync();
    }

    /// <summary>As a client's change does: by another generation.</summary>
    public Task ChangeAsync(Guid id, string assignments) => ExecuteAsync($"UPDATE webhooks SET {assignments}, generation = generation + 1 WHERE id = $1", id);

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = _database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    private byte[] Protect(Guid id, byte[] key) => _services.GetRequiredService<SecretVault>().Protect(id, key);

    private async Task WithContextAsync(Action<ItemsDbContext> change)
    {
        await using var scope = _services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ItemsDbContext>();
        change(db);
        await db.SaveChangesAsync();
    }
}
