using Items.Data.Log;
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
            var missing = await schema.CountMissingMigrationsAsync(cancellationToken);
            if (missing > 0)
            {
                return HealthCheckResult.Unhealthy($"{missing} migrations are not applied");
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
