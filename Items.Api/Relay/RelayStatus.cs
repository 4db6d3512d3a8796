using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Items.Api.Relay;

/// <summary>What the relay is doing. Trouble degrades this process and never makes it unready: writes go on without the broker.</summary>
internal sealed class RelayStatus : IHealthCheck
{
    private volatile string _text = "starting";
    private volatile bool _isTroubled;

    public void Standby() => Set("standby: another process leads, or none has been found yet", isTroubled: false);

    public void Leading() => Set("leading", isTroubled: false);

    public void Troubled(string reason) => Set(reason, isTroubled: true);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isTroubled ? HealthCheckResult.Degraded(_text) : HealthCheckResult.Healthy(_text));

    private void Set(string text, bool isTroubled) => (_text, _isTroubled) = (text, isTroubled);
}
