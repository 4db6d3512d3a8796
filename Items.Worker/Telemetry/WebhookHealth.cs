using System.Globalization;
using Items.Worker.Claims;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Items.Worker.Telemetry;

/// <summary>How the webhooks are, in words. Endpoints that do not answer are their owners' trouble and make no Worker unready.</summary>
internal sealed class WebhookHealth(Leases leases) : IHealthCheck
{
    private volatile string _text = "not looked at yet";

    public void Report(long active, long failing, long suspended, long lag, double seconds) =>
        _text = string.Create(CultureInfo.InvariantCulture, $"{active} active, {failing} of them failing; {suspended} suspended; furthest behind: {lag} events, {seconds:0} s");

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(HealthCheckResult.Healthy($"{_text}; served here now: {leases.Count}"));
}
