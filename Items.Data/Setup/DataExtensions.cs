using System.Diagnostics;
using Items.Data.Epochs;
using Items.Data.Idempotency;
using Items.Data.Lists;
using Items.Data.Log;
using Items.Data.Retention;
using Items.Data.Snapshots;
using Items.Data.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Items.Data.Setup;

/// <summary>The database under Aspire's connection name.</summary>
public static class DataExtensions
{
    /// <summary>Registers the data source, reading items, the log and snapshots, and the health check <c>database</c> (reachable, and its schema is this program's).</summary>
    /// <exception cref="InvalidOperationException">The connection string is missing.</exception>
    public static WebApplicationBuilder AddItemsData(this WebApplicationBuilder builder, string connectionName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var connectionString = builder.Configuration.GetConnectionString(connectionName);
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new InvalidOperationException($"ConnectionStrings__{connectionName} must be set to a Postgres connection string.");
        }

        connectionString = Keepalives.WithSettings(connectionString);
        builder.Services.AddSingleton<LogSettler>();
        builder.Services.AddSingleton(services => BuildDataSource(connectionString, builder.Environment.ApplicationName, services));
        builder.Services.AddSingleton(services => new ReadConnections(BuildDataSource(ReadConnections.WithSettings(connectionString), builder.Environment.ApplicationName, services)));
        builder.Services.AddSingleton(services => new AppendConnection(BuildDataSource(AppendConnection.WithSettings(connectionString), builder.Environment.ApplicationName, services)));
        builder.Services.AddSingleton(_ => new SchemaDatabase(connectionString));
        builder.AddContext();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<LogReader>();
        builder.Services.AddSingleton<ItemReader>();
        builder.Services.AddSingleton<ItemLookup>();
        builder.Services.AddSingleton<SnapshotReader>();
        builder.Services.AddHealthChecks().AddCheck<SchemaHealthCheck>("database");
        return builder;
    }

    /// <summary>Registers the append, the signal of growth and what a follower need not read again, the upkeep of idempotency keys, and retention, which is off unless its options set a limit.</summary>
    public static IServiceCollection AddItemLog(this IServiceCollection services)
    {
        services.AddOptions<ItemLogOptions, ItemLogOptionsValidator>(ItemLogOptions.Section);
        services.AddOptions<IdempotencyKeysOptions, IdempotencyKeysOptionsValidator>(IdempotencyKeysOptions.Section);
        services.AddOptions<RetentionOptions, RetentionOptionsValidator>(RetentionOptions.Section);
        services.AddSingleton<LogSignal>();
        services.AddSingleton<FreshEvents>();
        services.AddSingleton<ItemLog>();
        services.AddHostedService(provider => provider.GetRequiredService<ItemLog>());
        services.AddHostedService<LogListener>();
        services.AddSingleton<KeyUpkeep>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyUpkeep>());
        services.AddSingleton<LogRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<LogRetention>());
        return services;
    }

    /// <summary>Registers where webhooks may point to, and their secrets.</summary>
    public static IServiceCollection AddWebhookData(this IServiceCollection services)
    {
        services.AddOptions<WebhookTargetOptions>().BindConfiguration(WebhookTargetOptions.Section)
            .Validate(targets => targets.AreNetworks, $"{WebhookTargetOptions.Section}:{nameof(WebhookTargetOptions.AllowedNetworks)}: not a list of networks").ValidateOnStart();
        services.AddSingleton<TargetPolicy>();
        services.AddKeyRing();
        services.AddSingleton<SecretVault>();
        return services;
    }

    /// <summary>
    /// The model, for the migration and for what an operator's page lists, over connections that are there already: Aspire's own
    /// registration would open one more pool. Aspire adds the traces and metrics of Npgsql, and
    /// <c>Aspire:Npgsql:EntityFrameworkCore:PostgreSQL</c> in configuration. Switched off of what it brings:
    /// <list type="bullet">
    /// <item>retries, because each caller knows whether its command may be repeated;</item>
    /// <item>its health check, because <see cref="SchemaHealthCheck"/> asks for more and builds no model at the start;</item>
    /// <item>telemetry in a process that exports none: a provider without an exporter would still have every command traced.</item>
    /// </list>
    /// </summary>
    private static void AddContext(this WebApplicationBuilder builder)
    {
        builder.Services.AddDbContextFactory<ItemsDbContext>((services, options) => options.UseNpgsql(services.GetRequiredService<SchemaDatabase>().Connections));
        builder.EnrichNpgsqlDbContext<ItemsDbContext>(settings =>
        {
            settings.DisableRetry = settings.DisableHealthChecks = true;
            settings.DisableTracing = settings.DisableMetrics = string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        });
    }

    private static void AddOptions<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
    }

    private static NpgsqlDataSource BuildDataSource(string connectionString, string applicationName, IServiceProvider services)
    {
        var settler = services.GetRequiredService<LogSettler>();
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.ApplicationName ??= applicationName;
        // A span for each command of a sampled request; none for the loops that run by themselves.
        builder.ConfigureTracing(tracing => tracing
            .ConfigureCommandFilter(_ => Activity.Current is { Recorded: true })
            .ConfigureBatchFilter(_ => Activity.Current is { Recorded: true }));
        builder.UsePhysicalConnectionInitializer(settler.Settle, settler.SettleAsync);
        return builder.Build();
    }
}
