namespace Items.StreamGateway.Ring;

/// <summary>
/// Those who have been woken, in the order of their waking. A few workers of the thread pool take some of them at a time and run each to its next wait.
/// </summary>
/// <remarks>
/// A work item for each would put a thousand of them before whatever the pool is given next, which is what brings the next event. Here there is one for each worker, behind all others
/// after a slice. (Not <c>sched_yield</c>: on Linux 6.18 it gives up what is left of a time slice, and beside a busy process the queue would be left a tenth of a processor.)
/// Concurrency: one worker runs a waiter at a time; the lock is held for a few links of a list. Ordering: first woken, first run; nobody is passed by more than the slices that others have under way.
/// Loss: a worker ends only when it has seen, under the lock that adds, that nobody waits.
/// </remarks>
/// <param name="maxWorkers">How many may run at the same time.</param>
internal sealed class RunQueue(int maxWorkers) : IThreadPoolWorkItem
{
    /// <summary>How many a worker runs before others of the pool have their turn.</summary>
    public const int Slice = 8;

    private readonly Lock _lock = new();
    private WakeUp? _first;
    private WakeUp? _last;
    private int _workers;

    /// <summary>Adds a chain of so many, each of which is <see cref="WakeUp.Listed"/> until it is run.</summary>
    public void Add(WakeUp first, WakeUp last, int count)
    {
        int starting;
        lock (_lock)
        {
            if (_last is null)
            {
                _first = first;
            }
            else
            {
                _last.Next = first;
            }

            _last = last;
            starting = Math.Min(maxWorkers - _workers, (count + Slice - 1) / Slice);
            _workers += starting;
        }

        for (; starting > 0; starting--)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var waiter = TakeSlice(); waiter is not null;)
        {
            var next = waiter.Next;
            waiter.Next = null;
            // From here on it may be added again. Run ends with an interlocked look at its state, so who still finds itself listed is signalled after that.
            Volatile.Write(ref waiter.Listed, 0);
            waiter.Run();
            waiter = next;
        }

        if (HasMore())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>The next ones, as a chain; null when another worker has taken them.</summary>
    private WakeUp? TakeSlice()
    {
        lock (_lock)
        {
            var (first, last) = (_first, _first);
            for (var taken = 1; taken < Slice && last?.Next is { } next; taken++)
            {
                last = next;
            }

            if (last is not null)
            {
                _first = last.Next;
                last.Next = null;
                _last = _first is null ? null : _last;
            }

            return first;
        }
    }

    /// <summary>Whether there is something left to do for this worker, which ends otherwise.</summary>
    private bool HasMore()
    {
        lock (_lock)
        {
            if (_first is null)
            {
                _workers--;
            }

            return _first is not null;
        }
    }
}
