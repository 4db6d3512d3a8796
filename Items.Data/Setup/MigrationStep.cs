using Items.Data.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Items.Data.Setup;

/// <summary>The step before the services: applies the migrations once, makes the first key that secrets are encrypted with, and ends.</summary>
public sealed partial class MigrationStep(ItemsDbContext db, TimeProvider clock, ILogger<MigrationStep> logger)
{
    /// <summary>How long it waits for Postgres to answer, as it may start at the same time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>"items" and "step" as two numbers. Held by the session, to its end.</summary>
    private const string Lock = "SELECT pg_advisory_lock(1769235821, 1937007984)";

    /// <summary>Applies what is missing; safe to run twice, also at the same time.</summary>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<ItemsDbContext>>().CreateDbContextAsync(cancellationToken);
        var code = await ActivatorUtilities.CreateInstance<MigrationStep>(services, db).RunAsync(cancellationToken);
        KeyRing.Begin(services.GetRequiredService<SchemaDatabase>());
        return code;
    }

    private async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await MigrateAsync(cancellationToken);
                Migrated();
                return 0;
            }
            catch (Exception exception) when ((exception is NpgsqlException { IsTransient: true } or TimeoutException) && clock.GetElapsedTime(start) < Patience)
            {
                Waiting(exception.Message);
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    /// <summary>
    /// One at a time: EF Core's own lock is given back between two migrations, and who comes then applies the second one twice (dotnet/efcore#34439). A database that is missing is
    /// made by EF Core, and nothing can be locked in it before.
    /// </summary>
    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(TimeSpan.Zero);
        if (await db.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken))
        {
            await db.Database.OpenConnectionAsync(cancellationToken);
            await db.Database.ExecuteSqlRawAsync(Lock, cancellationToken);
        }

        await db.Database.MigrateAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "The schema is up to date")]
    private partial void Migrated();

    [LoggerMessage(LogLevel.Information, "Postgres does not answer yet: {Reason}")]
    private partial void Waiting(string reason);
}
