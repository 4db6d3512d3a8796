using Items.StreamGateway.Subscribers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Items.StreamGateway.Tail;

/// <summary>
/// Ready when the log's epoch and head are known and the process is not on its way out. Without the broker, or for now without the Api, subscribers are
/// still served, so that is degraded, not unhealthy.
/// </summary>
internal sealed class TailHealth(TailState tail, DrainState drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check());

    private HealthCheckResult Check() => (drain.IsClosed, tail.Ring, tail.IsApiReachable, tail.IsBrokerConnected) switch
    {
        (true, _, _, _) => HealthCheckResult.Unhealthy("draining"),
        (_, null, _, _) => HealthCheckResult.Unhealthy("the Api has not answered yet"),
        (_, _, false, false) => HealthCheckResult.Degraded("neither the broker nor the Api is reachable; streams stand still"),
        (_, _, false, _) => HealthCheckResult.Degraded("the Api is not reachable; subscribers that are far behind wait"),
        (_, _, _, false) => HealthCheckResult.Degraded("the broker is not reachable; following the Api's history"),
        _ => HealthCheckResult.Healthy(),
    };
}
