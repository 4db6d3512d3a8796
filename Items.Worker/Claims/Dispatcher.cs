using System.Collections.Concurrent;
using System.Diagnostics;
using Items.ServiceDefaults.Resilience;
using Items.Worker.Deliveries;
using Items.Worker.Prompts;
using Microsoft.Extensions.Options;

namespace Items.Worker.Claims;

/// <summary>
/// Finds what there is to deliver and has it delivered.
/// <para>Concurrency: one loop looks; each webhook that it claims has a loop of its own until nothing is left for it. Across processes a row's lease says whose a webhook is.</para>
/// <para>Ordering: within a webhook, by its one loop. Between webhooks there is none, and none waits for another while there are places.</para>
/// <para>Loss: a prompt that comes while a webhook is served elsewhere would be lost, so every loop that ends prompts a look; a prompt that never comes is replaced by the clock.</para>
/// <para>Shutdown: no further looks; requests under way are finished and their outcome written, as long as the host's shutdown time-out allows.</para>
/// </summary>
internal sealed partial class Dispatcher(
    ClaimCommand claim, Leases leases, DeliveryLoop loop, PromptSignal signal, TimeProvider clock, IOptions<DispatchOptions> options, ILogger<Dispatcher> logger)
    : BackgroundService
{
    /// <summary>Between two looks, so that a storm of prompts costs few of them.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(5);

    private readonly DispatchOptions _options = options.Value;
    private readonly ConcurrentDictionary<LeaseKey, Task> _running = new();
    private readonly CancellationTokenSource _abandoned = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_running.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _abandoned.CancelAsync();
        // Now they only give their leases back.
        await Task.WhenAll(_running.Values).WaitAsync(TimeSpan.FromSeconds(2), CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _abandoned.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(5));
        while (!stoppingToken.IsCancellationRequested)
        {
            // Taken before the look: what happens after it completes it.
            var prompted = signal.Next;
            try
            {
                if (await LookAsync(stoppingToken))
                {
                    prompted = Task.CompletedTask;
                }

                backoff.Reset();
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LookFailed(exception.Message);
                prompted = Task.Delay(backoff.Next(), stoppingToken);
            }
            finally
            {
                signal.Looked();
            }

            await Task.Delay(Breath, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await prompted.WaitAsync(_options.PollInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>True when there is more to be looked at right away.</summary>
    private async Task<bool> LookAsync(CancellationToken stoppingToken)
    {
        var places = _options.MaxConcurrentDeliveries - _running.Count;
        if (places <= 0)
        {
            return false;
        }

        var since = Stopwatch.GetTimestamp();
        var look = await claim.RunAsync(places, _options.LeaseLength, clock.GetUtcNow(), stoppingToken);
        signal.Learn(look.Head);
        foreach (var claimed in look.Claimed)
        {
            var lease = leases.Begin(claimed.Key, since);
            var serving = ServeAsync(claimed, lease, stoppingToken);
            _running[claimed.Key] = serving;
            _ = serving.ContinueWith(_ => Ended(lease), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        return look.Behind > 0 && look.Claimed.Count < places;
    }

    private async Task ServeAsync(ClaimedWebhook claimed, Lease lease, CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            using var given = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, _abandoned.Token);
            await loop.RunAsync(claimed, lease, stoppingToken, given.Token);
        }
        catch (Exception exception)
        {
            LoopFailed(exception, claimed.Key.Webhook);
        }
    }

    private void Ended(Lease lease)
    {
        leases.End(lease);
        _running.TryRemove(lease.Key, out _);
        signal.Due();
    }

    [LoggerMessage(LogLevel.Warning, "Looking for deliveries failed, it will be tried again: {Reason}")]
    private partial void LookFailed(string reason);

    [LoggerMessage(LogLevel.Error, "The deliveries of webhook {Webhook} ended; they go on when its lease has passed")]
    private partial void LoopFailed(Exception exception, Guid webhook);
}
