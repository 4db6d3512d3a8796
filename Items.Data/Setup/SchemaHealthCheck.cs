using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Items.Data.Setup;

/// <summary>Unhealthy while Postgres does not answer or lacks a migration that this program knows.</summary>
internal sealed class SchemaHealthCheck(IDbContextFactory<ItemsDbContext> contexts) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var pending = await db.Database.GetPendingMigrationsAsync(cancellationToken);
            var count = pending.Count();
            return count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"{count} migrations are not applied");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("Postgres does not answer", exception);
        }
    }
}
