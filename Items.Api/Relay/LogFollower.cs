using Items.Data.Log;

namespace Items.Api.Relay;

/// <summary>
/// Publishes one life of the log from the relay's cursor on. Reading goes on while the broker confirms, up to a bound; the cursor follows the confirms.
/// </summary>
/// <param name="leadership">The right to do so, and the session to read and write with.</param>
/// <param name="publisher">A channel on which nothing is out.</param>
/// <param name="signal">Says that the log may have grown.</param>
/// <param name="fresh">What this process has committed itself.</param>
/// <param name="options">How much, how often and how long.</param>
/// <param name="clock">For intervals and time limits.</param>
/// <param name="logger">For events that are missing.</param>
internal sealed partial class LogFollower(
    Leadership leadership, Publisher publisher, LogSignal signal, FreshEvents fresh, RelayOptions options, TimeProvider clock, ILogger logger)
{
    private readonly TimeSpan _confirmTimeout = TimeSpan.FromSeconds(options.ConfirmTimeoutSeconds);
    private readonly TimeSpan _poll = TimeSpan.FromMilliseconds(options.PollMilliseconds);

    /// <summary>Returns at the end of this life of the log, or when the process stops; then everything that was published is confirmed and the cursor written.</summary>
    public async Task RunAsync(string epoch, long published, CancellationToken stoppingToken)
    {
        var cursor = new RelayCursor(leadership, epoch, published, TimeSpan.FromMilliseconds(options.CursorMilliseconds), clock);
        try
        {
            for (long? sent = published; sent is { } position;)
            {
                // Taken before the look at the log: a commit after the look completes it.
                var grown = signal.Next;
                (sent, var isBehind) = await RelayAsync(epoch, position, cursor, stoppingToken);
                await PauseAsync(cursor, isBehind ? Task.CompletedTask : grown, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Waiting for the confirms of what is out saves the next leader from repeating it.
        }

        await SettleAsync(cursor);
    }

    // Hop 3 of 8: the leader goes on after what it has published, with what this process has just committed or what it reads from the log.
    private async Task<(long? Sent, bool IsBehind)> RelayAsync(string epoch, long sent, RelayCursor cursor, CancellationToken stoppingToken)
    {
        var events = fresh.Take(epoch, sent, options.BatchSize);
        if (events.Count == 0)
        {
            return await RelayLogAsync(epoch, sent, cursor, stoppingToken);
        }

        RelayTelemetry.Lag.Record(events[^1].Seq - cursor.Confirmed);
        await PublishAsync(events);
        return (events[^1].Seq, events.Count == options.BatchSize);
    }

    // Null at the end of this life: the cursor is to be read anew.
    private async Task<(long? Sent, bool IsBehind)> RelayLogAsync(string epoch, long sent, RelayCursor cursor, CancellationToken stoppingToken)
    {
        var page = await LogReader.ReadAsync(leadership.Session, sent, options.BatchSize, types: null, stoppingToken);
        if (page.Epoch != epoch || page.Head < sent)
        {
            return (null, true);
        }

        RelayTelemetry.Lag.Record(page.Head - cursor.Confirmed);
        if (page.Events.Count == 0)
        {
            return (sent, false);
        }

        if (page.Events[0].Seq > sent + 1)
        {
            EventsMissing(sent + 1, page.Events[0].Seq - 1);
        }

        await PublishAsync(page.Events);
        return (page.Events[^1].Seq, page.Through < page.Head);
    }

    // Hop 4 of 8: published now, confirmed later; the cursor advances only after the confirm.
    private Task PublishAsync(IReadOnlyList<LogEvent> events) => publisher.PublishAsync(events, clock.GetTimestamp(), _confirmTimeout);

    /// <summary>Waits for more to publish, and for room for it among what is not confirmed; moves the cursor meanwhile.</summary>
    private async Task PauseAsync(RelayCursor cursor, Task grown, CancellationToken stoppingToken)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            stoppingToken.ThrowIfCancellationRequested();
            var changed = publisher.Confirms.Changed.Next;
            await TakeConfirmsAsync(cursor);
            var hasRoom = publisher.Confirms.Count <= options.BatchSize;
            var left = _poll - clock.GetElapsedTime(start);
            if (hasRoom && (grown.IsCompleted || left <= TimeSpan.Zero))
            {
                return;
            }

            var wait = new[] { hasRoom ? left : _confirmTimeout, cursor.Due ?? _confirmTimeout, _confirmTimeout }.Min();
            await (hasRoom ? Task.WhenAny(grown, changed) : changed).WaitAsync(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeConfirmsAsync(RelayCursor cursor)
    {
        while (publisher.Confirms.TakeConfirmed() is { } batch)
        {
            batch.Spans.End();
            cursor.Confirm(batch.Last);
            RelayTelemetry.Published.Add(batch.Count);
        }

        if (publisher.Confirms.OldestSentAt() is { } sentAt && clock.GetElapsedTime(sentAt) > _confirmTimeout)
        {
            throw new TimeoutException($"The broker has not confirmed a batch within {options.ConfirmTimeoutSeconds} s.");
        }

        if (cursor.Due == TimeSpan.Zero)
        {
            await cursor.MoveAsync();
        }
    }

    private async Task SettleAsync(RelayCursor cursor)
    {
        while (publisher.Confirms.Count > 0)
        {
            var changed = publisher.Confirms.Changed.Next;
            await TakeConfirmsAsync(cursor);
            if (publisher.Confirms.Count > 0)
            {
                await changed.WaitAsync(_confirmTimeout, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        if (cursor.Due is not null)
        {
            await cursor.MoveAsync();
        }
    }

    [LoggerMessage(LogLevel.Error, "Events {First} to {Last} were deleted from the log before they were published; consumers of the broker find them nowhere")]
    private partial void EventsMissing(long first, long last);
}
