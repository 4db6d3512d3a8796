using Items.StreamGateway.History;
using Items.StreamGateway.Ring;
using Items.StreamGateway.Telemetry;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Tail;

/// <summary>
/// Follows the log: one loop per process, the only writer of the ring.
/// </summary>
/// <remarks>
/// Ordering: an event is appended when its sequence number is the next one, whoever brought it. Loss: a jump in the broker's numbers, a quiet broker
/// and a dead one are all answered by reading the Api's history after the ring's head, so a lost message costs time, never an event.
/// Duplicates are one comparison. While a gap cannot be repaired because the Api is down, nothing behind it is shown and the inbox drops what it cannot hold.
/// Shutdown: the loop runs on until the subscribers have been drained.
/// </remarks>
internal sealed partial class TailLoop(
    TailState state,
    Inbox inbox,
    HistoryClient history,
    RingStarter starter,
    EventTracing tracing,
    GatewayMetrics metrics,
    IOptions<TailOptions> options,
    TimeProvider time,
    ILogger<TailLoop> logger) : BackgroundService
{
    /// <summary>Events appended between two wake-ups while the inbox is full.</summary>
    private const int MaxBatch = 256;

    private readonly TailOptions _options = options.Value;
    private readonly HistoryPace _pace = new(options.Value, time);
    private Arrival? _held;
    private bool _wasConnected;
    private bool _brokerIsBehind;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var stop = stoppingToken.Register(inbox.Changed.Set);
        await using var tick = time.CreateTimer(_ => inbox.Changed.Set(), null, _options.FallbackPollInterval, _options.FallbackPollInterval);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StepAsync(stoppingToken);
            }
            catch (HistoryGoneException)
            {
                await RestartAsync(stoppingToken);
            }
            catch (HistoryUnavailableException exception)
            {
                Postpone(exception);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            if (_held is not null || inbox.IsEmpty || state.Ring is null)
            {
                await inbox.Changed.WaitAsync();
            }
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (state.Ring is not { } ring)
        {
            if (_pace.MayAsk)
            {
                state.Ring = await starter.StartAsync(cancellationToken);
                Answered();
            }

            return;
        }

        TakeAll(ring);
        if (state.IsBrokerConnected && !_wasConnected)
        {
            _pace.AskSoon();
        }

        _wasConnected = state.IsBrokerConnected;
        if (_pace.IsDue(isMissing: _held is not null, bringsNews: state.IsBrokerConnected && !_brokerIsBehind))
        {
            await FollowHistoryAsync(ring, cancellationToken);
        }
    }

    private void TakeAll(EventRing ring)
    {
        var taken = 0;
        while ((_held ??= inbox.Take()) is { } arrival && TryTake(ring, arrival))
        {
            _held = null;
            if (++taken % MaxBatch == 0)
            {
                ring.Wake();
            }
        }

        if (taken > 0)
        {
            ring.Wake();
        }
    }

    // Hop 5 of 8: the event has arrived; its sequence number decides whether it is new, known, or a sign that others are missing before it.
    private bool TryTake(EventRing ring, Arrival arrival)
    {
        if (arrival.Epoch != ring.Epoch)
        {
            // Either stray, or the log has a new life: the Api says which.
            metrics.Foreign();
            _pace.AskSoon();
            return true;
        }

        if (arrival.Seq > ring.Head + 1)
        {
            return false;
        }

        _brokerIsBehind = arrival.Seq <= ring.Head;
        if (_brokerIsBehind)
        {
            metrics.Duplicate();
            return true;
        }

        ring.Append(arrival.Envelope, arrival.Json, arrival.Trace);
        state.LogHead = Math.Max(state.LogHead, arrival.Seq);
        _pace.HasNews();
        return true;
    }

    /// <summary>Appends what the log has after the ring's head, page by page to its end.</summary>
    private async Task FollowHistoryAsync(EventRing ring, CancellationToken cancellationToken)
    {
        using var untraced = EventTracing.Untraced();
        _pace.Asking();
        long logHead;
        do
        {
            using var page = await history.ReadAsync(ring.CursorAt(ring.Head), cancellationToken);
            Answered();
            logHead = state.LogHead = page.Head.Seq;
            for (var i = 0; i < page.Count; i++)
            {
                var trace = tracing.IsOn ? tracing.Receive(page.EnvelopeAt(i), null, page.JsonAt(i).Length) : default;
                ring.Append(page.EnvelopeAt(i), page.JsonAt(i), trace);
            }

            Repaired(ring, page.Count);
            if (page.Count == 0 && ring.Head < logHead)
            {
                throw new HistoryUnavailableException("The Api gave no events although its log has more.");
            }
        }
        while (ring.Head < logHead);

        ForgetIfNotInHistory(ring);
    }

    private void Repaired(EventRing ring, int count)
    {
        if (count > 0)
        {
            _pace.HasNews();
            metrics.Repaired(count);
            ring.Wake();
        }
    }

    /// <summary>A held event that the log has not got is no event.</summary>
    private void ForgetIfNotInHistory(EventRing ring)
    {
        if (_held is { } held && held.Seq > ring.Head + 1)
        {
            LogNotInHistory(held.Seq, ring.Head);
            _held = null;
            _pace.Forgot();
        }
    }

    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var old = state.Ring;
            var ring = await starter.StartAsync(cancellationToken);
            LogRestarted(old?.CursorAt(old.Head).ToString(), ring.CursorAt(ring.Head).ToString());
            Answered();
            state.Ring = ring;
            old?.End();
        }
        catch (HistoryUnavailableException exception)
        {
            Postpone(exception);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogStopping();
        }
    }

    private void Answered()
    {
        if (!state.IsApiReachable)
        {
            LogReachable();
        }

        state.IsApiReachable = true;
        _pace.Answered();
    }

    private void Postpone(HistoryUnavailableException exception)
    {
        if (state.IsApiReachable || !_pace.IsWaiting)
        {
            LogUnreachable(exception);
        }

        state.IsApiReachable = false;
        _pace.Refused();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The Api answers; the log is being followed.")]
    private partial void LogReachable();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Api's history is not available; trying again.")]
    private partial void LogUnreachable(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log no longer continues after {Old}; every subscriber is told to start again. The stream is now at {New}.")]
    private partial void LogRestarted(string? old, string @new);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ignored event {Seq}: the log ends at {Head}.")]
    private partial void LogNotInHistory(long seq, long head);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Stopping.")]
    private partial void LogStopping();
}
