using Items.ServiceDefaults.Resilience;
using Items.StreamGateway.History;
using Items.StreamGateway.Ring;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Subscribers;

/// <summary>
/// Serves subscribers from history until the ring has their position. A turn is one page: read, write, pass on. So the memory is the number of turns times a
/// page, however many subscribers are behind, and one who does not read holds nobody up for longer than the patience.
/// </summary>
internal sealed class CatchUp(HistoryClient history, IOptions<CatchUpOptions> options, TimeProvider time) : IDisposable
{
    private readonly CatchUpOptions _options = options.Value;
    private readonly SemaphoreSlim _turns = new(options.Value.MaxConcurrent);

    /// <summary>Returns when the ring has the position again, the stream is closing or draining (null), or it must be ended (why).</summary>
    public async Task<StreamEnd?> RunAsync(EventRing ring, SubscriberOutput output, SubscriberTools tools, CancellationToken aborted)
    {
        var backoff = new Backoff(_options.MaxRetryDelay);
        var lastAnswer = time.GetTimestamp();
        while (output.Position < ring.Oldest - 1 && !ring.IsEnded && !tools.Drain.IsEnding && !aborted.IsCancellationRequested)
        {
            try
            {
                if (!await TakeTurnAsync(ring, output, tools, aborted))
                {
                    return null;
                }

                lastAnswer = time.GetTimestamp();
                backoff.Reset();
            }
            catch (HistoryGoneException)
            {
                return StreamEnd.PositionGone;
            }
            catch (HistoryUnavailableException)
            {
                if (time.GetElapsedTime(lastAnswer) > _options.Deadline)
                {
                    return StreamEnd.HistoryUnavailable;
                }

                if (!await WaitAsync(Task.Delay(backoff.Next(), time, aborted), output, tools))
                {
                    return null;
                }
            }
            catch (OperationCanceledException) when (aborted.IsCancellationRequested)
            {
                return null;
            }
        }

        return null;
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>One page; false when the connection is closing.</summary>
    private async Task<bool> TakeTurnAsync(EventRing ring, SubscriberOutput output, SubscriberTools tools, CancellationToken aborted)
    {
        var turn = _turns.WaitAsync(aborted);
        if (!await WaitAsync(turn, output, tools))
        {
            _ = GiveBackAsync(turn);
            return false;
        }

        await turn;
        var lastFlush = new Flush();
        tools.Metrics.CatchingUp(1);
        try
        {
            using var page = await history.ReadAsync(ring.CursorAt(output.Position), aborted);
            if (page.Count == 0)
            {
                throw new HistoryUnavailableException("The Api gave no events although its log has more.");
            }

            await WritePageAsync(page, output, lastFlush, aborted);
        }
        finally
        {
            tools.Metrics.CatchingUp(-1);
            _turns.Release();
        }

        // The turn is over, the page is given back; only now is there all the time in the world.
        return await lastFlush.Pending;
    }

    /// <summary>Writes the page, or as much of it as the peer takes within the patience; leaves the flush that may still be waiting for it.</summary>
    private async Task WritePageAsync(HistoryPage page, SubscriberOutput output, Flush last, CancellationToken aborted)
    {
        using var patience = new CancellationTokenSource(_options.Patience, time);
        for (var next = 0; next < page.Count;)
        {
            next = Fill(page, next, output);
            last.Pending = output.FlushAsync().AsTask();
            if (!last.Pending.IsCompleted)
            {
                await Task.WhenAny(last.Pending, Task.Delay(Timeout.Infinite, patience.Token));
            }

            if (!last.Pending.IsCompletedSuccessfully || !await last.Pending || aborted.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static int Fill(HistoryPage page, int next, SubscriberOutput output)
    {
        var batch = new FrameBatch(output.Transport.Output);
        while (next < page.Count && !output.IsFull(batch))
        {
            output.Add(ref batch, page.EnvelopeAt(next), page.JsonAt(next));
            next++;
        }

        output.AddCheckpoint(ref batch, output.Now);
        output.Complete(ref batch);
        return next;
    }

    /// <summary>Waits for the task and keeps the connection alive meanwhile; false when the connection is closing.</summary>
    private static async Task<bool> WaitAsync(Task task, SubscriberOutput output, SubscriberTools tools)
    {
        while (true)
        {
            var isAlive = output.TryKeepAlive();
            if (!await output.FlushAsync() || !isAlive)
            {
                return false;
            }

            if (task.IsCompleted)
            {
                return true;
            }

            await Task.WhenAny(task, Task.Delay(tools.Options.Tick, tools.Time));
        }
    }

    private async Task GiveBackAsync(Task turn)
    {
        await turn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (turn.IsCompletedSuccessfully)
        {
            _turns.Release();
        }
    }

    /// <summary>The flush that outlives the page.</summary>
    private sealed class Flush
    {
        public Task<bool> Pending { get; set; } = Task.FromResult(true);
    }
}
