using Items.Web.Upstream;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Items.Web.Live;

/// <summary>
/// Ready means: the page can be served, so the Api must answer. Without the gateway the page still works and says that it is not live, which is worth
/// less but not nothing: degraded, which counts as ready.
/// </summary>
internal sealed class LiveHealth(LiveHub hub) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        hub.IsOnline ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("not connected to the gateway: pages do not change live"));
}

/// <inheritdoc cref="LiveHealth"/>
internal sealed class ApiHealth(ItemsApi api) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await api.ReadHeadAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (HttpRequestException)
        {
            return HealthCheckResult.Unhealthy("the Api does not answer");
        }
    }
}
