using Items.StreamGateway.Tail;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Subscribers;

/// <summary>One timer for all idle streams: heartbeats, checkpoints and dead peers are found when they look at the clock.</summary>
internal sealed class SubscriberClock(TailState tail, IOptions<SubscriberOptions> options, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Tick, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                tail.Ring?.Wake();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            tail.Ring?.Wake();
        }
    }
}
