using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Items.Data.Setup;

/// <summary>The step before the services: applies the migrations once and ends.</summary>
public sealed partial class MigrationStep(ItemsDbContext db, TimeProvider clock, ILogger<MigrationStep> logger)
{
    /// <summary>How long it waits for Postgres to answer, as it may start at the same time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Applies what is missing; safe to run twice, also at the same time.</summary>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        return await ActivatorUtilities.CreateInstance<MigrationStep>(scope.ServiceProvider).RunAsync(cancellationToken);
    }

    private async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await db.Database.MigrateAsync(cancellationToken);
                Migrated();
                return 0;
            }
            catch (NpgsqlException exception) when (exception.IsTransient && clock.GetElapsedTime(start) < Patience)
            {
                Waiting(exception.Message);
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "The schema is up to date")]
    private partial void Migrated();

    [LoggerMessage(LogLevel.Information, "Postgres does not answer yet: {Reason}")]
    private partial void Waiting(string reason);
}
