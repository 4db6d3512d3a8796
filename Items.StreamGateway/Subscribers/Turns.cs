using Items.ServiceDefaults.Resilience;
using Items.StreamGateway.History;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Subscribers;

/// <summary>
/// Serves subscribers page by page from the Api: those whose position the ring no longer has, and those who begin with a snapshot. A turn is one page: read, write, pass
/// on. So the memory is the number of turns times a page, however many subscribers are served, and one who does not read holds nobody up for longer than the patience.
/// </summary>
internal sealed class Turns(IOptions<CatchUpOptions> options, TimeProvider time) : IDisposable
{
    private readonly CatchUpOptions _options = options.Value;
    private readonly SemaphoreSlim _turns = new(options.Value.MaxConcurrent);

    /// <summary>Returns when the source has no more, the stream is closing or draining (null), or it must be ended (why).</summary>
    public async Task<StreamEnd?> RunAsync<TPage>(PageSource<TPage> source, SubscriberOutput output, SubscriberTools tools, CancellationToken aborted)
        where TPage : EventPage
    {
        var backoff = new Backoff(_options.MaxRetryDelay);
        var lastAnswer = time.GetTimestamp();
        while (source.HasMore && !tools.Drain.IsEnding && !aborted.IsCancellationRequested)
        {
            try
            {
                if (!await TakeTurnAsync(source, output, tools, aborted))
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
    private async Task<bool> TakeTurnAsync<TPage>(PageSource<TPage> source, SubscriberOutput output, SubscriberTools tools, CancellationToken aborted)
        where TPage : EventPage
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
            using var page = await source.ReadAsync(aborted);
            await WritePageAsync(source, page, output, lastFlush, tools, aborted);
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
    private async Task WritePageAsync<TPage>(
        PageSource<TPage> source, TPage page, SubscriberOutput output, Flush last, SubscriberTools tools, CancellationToken aborted)
        where TPage : EventPage
    {
        using var patience = new CancellationTokenSource(_options.Patience, time);
        var written = 0;
        do
        {
            written = Fill(source, page, written, output);
            last.Pending = output.FlushAsync().AsTask();
            if (!last.Pending.IsCompleted)
            {
                await Task.WhenAny(last.Pending, Task.Delay(Timeout.Infinite, patience.Token));
            }
            else if (output.IsLate)
            {
                // A page can take minutes to compare: others run in between, and it ends when a turn would end or not begin.
                await Task.Yield();
                output.TryKeepAlive();
                last.Pending = output.FlushAsync().AsTask();
            }
        }
        while (written < page.Count && last.Pending.IsCompletedSuccessfully && await last.Pending && !aborted.IsCancellationRequested
            && !(output.IsLate && (output.Transport.IsClosing || tools.Drain.IsEnding || patience.IsCancellationRequested)));
        source.EndTurn(page, written, last.Pending.IsCompletedSuccessfully);
    }

    private static int Fill<TPage>(PageSource<TPage> source, TPage page, int next, SubscriberOutput output)
        where TPage : EventPage
    {
        var batch = output.Begin();
        next = source.Fill(page, next, ref batch);
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
