using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using RabbitMQ.Client;

namespace Items.AppHost;

/// <summary>When a local server is ready: when somebody can log in. Aspire calls an executable healthy as soon as it runs; its containers bring checks of this kind.</summary>
internal static class Readiness
{
    public static string AddPostgresCheck(this IDistributedApplicationBuilder builder, ReferenceExpression connectionString) =>
        builder.AddCheck("postgres-login", async cancellationToken =>
        {
            var settings = new NpgsqlConnectionStringBuilder(await connectionString.GetValueAsync(cancellationToken)) { Pooling = false };
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
        });

    public static string AddRabbitMqCheck(this IDistributedApplicationBuilder builder, ReferenceExpression uri) =>
        builder.AddCheck("messaging-login", async cancellationToken =>
        {
            var factory = new ConnectionFactory { Uri = new Uri((await uri.GetValueAsync(cancellationToken))!), AutomaticRecoveryEnabled = false };
            await using var connection = await factory.CreateConnectionAsync("apphost readiness", cancellationToken);
            await connection.CloseAsync(cancellationToken);
        });

    /// <summary>What the attempt throws is no error yet, but the reason that the dashboard shows.</summary>
    private static string AddCheck(this IDistributedApplicationBuilder builder, string name, Func<CancellationToken, Task> attempt)
    {
        builder.Services.AddHealthChecks().AddAsyncCheck(name, async cancellationToken =>
        {
            try
            {
                await attempt(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception reason) when (!cancellationToken.IsCancellationRequested)
            {
                return HealthCheckResult.Unhealthy(reason.GetBaseException().Message);
            }
        });
        return name;
    }
}
