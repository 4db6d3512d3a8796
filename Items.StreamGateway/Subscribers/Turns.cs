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
        var notBefore = Task.CompletedTask;
        long? failingSince = null;
        while (source.HasMore && !tools.Drain.IsEnding && !aborted.IsCancellationRequested)
        {
            try
            {
                if (!await TakeTurnAsync(source, notBefore, output, tools, aborted))
                {
                    return null;
                }

                failingSince = null;
                backoff.Reset();
            }
            catch (HistoryGoneException)
            {
                return StreamEnd.PositionGone;
            }
            catch (HistoryUnavailableException)
            {
                // From the first failure on: who stands in line learns nothing about the history.
                failingSince ??= time.GetTimestamp();
                if (time.GetElapsedTime(failingSince.Value) > _options.Deadline)
                {
                    return StreamEnd.HistoryUnavailable;
                }

                notBefore = Task.Delay(backoff.Next(), time, aborted);
            }
            catch (OperationCanceledException) when (aborted.IsCancellationRequested)
            {
                return null;
            }
        }

        return null;
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>One page; false when the connection is closing or draining.</summary>
    private async Task<bool> TakeTurnAsync<TPage>(PageSource<TPage> source, Task notBefore, SubscriberOutput output, SubscriberTools tools, CancellationToken aborted)
        where TPage : EventPage
    {
        if (!await StandInLineAsync(notBefore, output, tools, aborted))
        {
            return false;
        }

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

    /// <summary>
    /// Takes a turn, and keeps the connection alive until it has one; false when it is closing or draining. While the peer has to read first it stands in no line: a turn
    /// that came then would be held for as long as it does not.
    /// </summary>
    private async Task<bool> StandInLineAsync(Task notBefore, SubscriberOutput output, SubscriberTools tools, CancellationToken aborted)
    {
        Task? turn = null;
        var isTaken = false;
        try
        {
            while (true)
            {
                var isAlive = output.TryKeepAlive();
                var flush = output.FlushAsync().AsTask();
                if (!flush.IsCompleted && turn is not null)
                {
                    _ = GiveBackAsync(turn);
                    turn = null;
                }

                if (!await flush || !isAlive || tools.Drain.IsEnding)
                {
                    return false;
                }

                turn ??= notBefore.IsCompleted ? _turns.WaitAsync(aborted) : null;
                if (turn is { IsCompleted: true })
                {
                    await turn;
                    return isTaken = true;
                }

                await Task.WhenAny(turn ?? notBefore, Task.Delay(tools.Options.Tick, tools.Time, tools.Drain.Ending));
            }
        }
        finally
        {
            if (turn is not null && !isTaken)
            {
                _ = GiveBackAsync(turn);
            }
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
