using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Subscribers;

/// <summary>Runs before anything else stops: the listener still answers (503 to new streams, not ready to health checks), the tail still follows.</summary>
internal sealed partial class Drain(
    DrainState state, SubscriberRegistry subscribers, SubscriberPlaces places, IOptions<DrainOptions> options, TimeProvider time, ILogger<Drain> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(20);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        state.IsClosed = true;
        await Task.Delay(options.Value.Delay, time, cancellationToken);
        LogDraining(places.Taken);
        await state.EndAsync();
        subscribers.WakeAll();
        var start = time.GetTimestamp();
        while (places.Taken > 0 && time.GetElapsedTime(start) < options.Value.Deadline)
        {
            await Task.Delay(CheckInterval, time, cancellationToken);
        }

        LogDrained(places.Taken);
        subscribers.AbortAll();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining {Count} subscribers.")]
    private partial void LogDraining(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Drained; {Count} subscribers had to be cut off.")]
    private partial void LogDrained(int count);
}
