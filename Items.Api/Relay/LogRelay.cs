using Items.Data.Log;
using Items.ServiceDefaults.Resilience;
using Microsoft.Extensions.Options;
using Npgsql;
using RabbitMQ.Client;

namespace Items.Api.Relay;

/// <summary>
/// Carries the log to RabbitMQ.
/// <para>Concurrency: of all processes one leads; within it one loop. Two may overlap for a moment when a leader is cut off from Postgres but not from the
/// broker, which repeats events and never skips one.</para>
/// <para>Ordering: published in <c>seq</c> order on one channel; after a failure again from the cursor.</para>
/// <para>Loss: the cursor moves only after the broker's confirm, so delivery is at least once.</para>
/// <para>Shutdown: what is under way is confirmed first, then the lock is given back.</para>
/// </summary>
internal sealed partial class LogRelay(
    NpgsqlDataSource dataSource, IConnectionFactory broker, LogSignal signal, FreshEvents fresh, RelayStatus status, IOptions<RelayOptions> options, TimeProvider clock,
    ILogger<LogRelay> logger)
    : BackgroundService
{
    private readonly RelayOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(_options.MaxBackOffMilliseconds));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LeadAsync(backoff, stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                status.Troubled($"not publishing: {exception.Message}");
                RelayEnded(exception.Message);
                await Task.Delay(backoff.Next(), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LeadAsync(Backoff backoff, CancellationToken stoppingToken)
    {
        status.Standby();
        await using var leadership = await Leadership.AcquireAsync(dataSource, stoppingToken);
        await using var publisher = await Publisher.ConnectAsync(broker, _options.StreamMaxBytes, stoppingToken);
        status.Leading();
        using var following = fresh.Follow();
        var follower = new LogFollower(leadership, publisher, signal, fresh, _options, clock, logger);
        while (true)
        {
            var (epoch, published) = await leadership.ReadPublishedAsync(stoppingToken);
            LeadingFrom(epoch, published);
            backoff.Reset();
            await follower.RunAsync(epoch, published, stoppingToken);
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    [LoggerMessage(LogLevel.Information, "Publishing the log of epoch {Epoch} from sequence number {Published}")]
    private partial void LeadingFrom(string epoch, long published);

    [LoggerMessage(LogLevel.Warning, "Publishing ended, it will start again: {Reason}")]
    private partial void RelayEnded(string reason);
}
