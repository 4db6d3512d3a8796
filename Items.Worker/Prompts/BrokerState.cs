using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Items.Worker.Prompts;

/// <summary>
/// Whether the broker prompts. Logs when it goes and when it comes back: once each, however often the connection is tried meanwhile. Without it the Worker looks by itself, so it is as ready as before.
/// </summary>
internal sealed partial class BrokerState(ILogger<BrokerState> logger) : IReceiveEndpointObserver, IHealthCheck
{
    private const int Starting = 0;
    private const int Consuming = 1;
    private const int Away = 2;

    private int _state;

    public Task Ready(ReceiveEndpointReady ready)
    {
        if (Interlocked.Exchange(ref _state, Consuming) != Consuming)
        {
            Prompts();
        }

        return Task.CompletedTask;
    }

    public Task Faulted(ReceiveEndpointFaulted faulted)
    {
        if (Interlocked.Exchange(ref _state, Away) != Away)
        {
            DoesNotPrompt(faulted.Exception?.Message ?? "unknown");
        }

        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    /// <summary>The connection has ended, for whatever reason; <see cref="Faulted"/> follows if it cannot be made again.</summary>
    public Task Completed(ReceiveEndpointCompleted completed)
    {
        Interlocked.CompareExchange(ref _state, Starting, Consuming);
        return Task.CompletedTask;
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Volatile.Read(ref _state) switch
    {
        Consuming => HealthCheckResult.Healthy("prompts deliveries"),
        Away => HealthCheckResult.Degraded("not reachable: deliveries are found by looking"),
        _ => HealthCheckResult.Degraded("not connected yet"),
    });

    [LoggerMessage(LogLevel.Information, "The broker prompts deliveries")]
    private partial void Prompts();

    [LoggerMessage(LogLevel.Warning, "The broker is not reachable, deliveries are found by looking: {Reason}")]
    private partial void DoesNotPrompt(string reason);
}
