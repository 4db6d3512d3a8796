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
/// <para>Shutdown: a batch under way is confirmed first, then the lock is given back.</para>
/// </summary>
internal sealed partial class LogRelay(
    NpgsqlDataSource dataSource, IConnectionFactory broker, LogSignal signal, RelayStatus status, IOptions<RelayOptions> options, TimeProvider clock, ILogger<LogRelay> logger)
    : BackgroundService
{
    private readonly RelayOptions _options = options.Value;
    private readonly TimeSpan _confirmTimeout = TimeSpan.FromSeconds(options.Value.ConfirmTimeoutSeconds);

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
        while (true)
        {
            var (epoch, published) = await leadership.ReadPublishedAsync(stoppingToken);
            LeadingFrom(epoch, published);
            backoff.Reset();
            await FollowAsync(leadership, publisher, epoch, published, stoppingToken);
        }
    }

    /// <summary>Publishes one life of the log, to its end.</summary>
    private async Task FollowAsync(Leadership leadership, Publisher publisher, string epoch, long published, CancellationToken stoppingToken)
    {
        for (long? next = published; next is { } cursor;)
        {
            // Taken before the look at the log: a commit after the look completes it.
            var grown = signal.Next;
            next = await RelayAsync(leadership, publisher, epoch, cursor, stoppingToken);
            if (next == cursor)
            {
                await PauseAsync(grown, stoppingToken);
            }
        }
    }

    // Hop 3 of 8: the leader reads the log after its cursor. Null at the end of this life: the cursor is to be read anew.
    private async Task<long?> RelayAsync(Leadership leadership, Publisher publisher, string epoch, long published, CancellationToken stoppingToken)
    {
        var page = await LogReader.ReadAsync(leadership.Session, published, _options.BatchSize, types: null, stoppingToken);
        if (page.Epoch != epoch || page.Head < published)
        {
            return null;
        }

        RelayTelemetry.Lag.Record(page.Head - published);
        if (page.Events.Count == 0)
        {
            return published;
        }

        if (page.Events[0].Seq > published + 1)
        {
            EventsMissing(published + 1, page.Events[0].Seq - 1);
        }

        return await PublishAsync(leadership, publisher, epoch, page.Events);
    }

    // Hop 4 of 8: confirmed publish; the cursor advances only after the confirm.
    private async Task<long> PublishAsync(Leadership leadership, Publisher publisher, string epoch, IReadOnlyList<LogEvent> events)
    {
        // Not cancelled by a shutdown: the batch has its own time limit, and finishing it saves the next leader from repeating it.
        await publisher.PublishAsync(events, _confirmTimeout);
        await leadership.AdvanceAsync(epoch, events[^1].Seq, CancellationToken.None);
        RelayTelemetry.Published.Add(events.Count);
        return events[^1].Seq;
    }

    private async Task PauseAsync(Task grown, CancellationToken stoppingToken)
    {
        var poll = TimeSpan.FromMilliseconds(_options.PollMilliseconds);
        await grown.WaitAsync(poll, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stoppingToken.ThrowIfCancellationRequested();
    }

    [LoggerMessage(LogLevel.Information, "Publishing the log of epoch {Epoch} from sequence number {Published}")]
    private partial void LeadingFrom(string epoch, long published);

    [LoggerMessage(LogLevel.Error, "Events {First} to {Last} were deleted from the log before they were published; consumers of the broker find them nowhere")]
    private partial void EventsMissing(long first, long last);

    [LoggerMessage(LogLevel.Warning, "Publishing ended, it will start again: {Reason}")]
    private partial void RelayEnded(string reason);
}
