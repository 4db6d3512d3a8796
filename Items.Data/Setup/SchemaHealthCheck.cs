using Items.Data.Log;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Items.Data.Setup;

/// <summary>Unhealthy while Postgres does not answer, lacks a migration that this program knows, or gives no connection on which the log may be used.</summary>
internal sealed class SchemaHealthCheck(SchemaDatabase schema, LogReader log) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var db = schema.CreateContext();
            var pending = await db.Database.GetPendingMigrationsAsync(cancellationToken);
            var count = pending.Count();
            if (count > 0)
            {
                return HealthCheckResult.Unhealthy($"{count} migrations are not applied");
            }

            await log.ReadPositionAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
        {
            return HealthCheckResult.Unhealthy("Postgres is read-only: " + exception.MessageText);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("Postgres does not answer", exception);
        }
    }
}
