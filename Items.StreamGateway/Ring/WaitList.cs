namespace Items.StreamGateway.Ring;

/// <summary>
/// Those who wait for the next event: a lock-free stack of <see cref="WakeUp"/>s, taken whole by one wake-up per batch. Whoever writes costs nothing
/// here; only an idle reader stands in the list, once.
/// </summary>
/// <param name="maxWorkers">How many of those who were woken may run at the same time.</param>
internal sealed class WaitList(int maxWorkers)
{
    private readonly RunQueue _woken = new(maxWorkers);
    private WakeUp? _top;

    public void Add(WakeUp waiter)
    {
        if (Interlocked.Exchange(ref waiter.Listed, 1) == 0)
        {
            Push(waiter);
        }
    }

    /// <summary>Puts one behind those who have been woken, to be run without any news; false when it is waiting for news, or has been woken already.</summary>
    public bool TryYield(WakeUp waiter)
    {
        if (Interlocked.Exchange(ref waiter.Listed, 1) != 0)
        {
            return false;
        }

        _woken.Add(waiter, waiter, 1);
        return true;
    }

    public void WakeAll()
    {
        if (Interlocked.Exchange(ref _top, null) is not { } newest)
        {
            return;
        }

        // They are run in the order of their coming, which is the reverse of the stack's.
        var (oldest, count) = (newest, 0);
        for (WakeUp? waiter = newest, newer = null; waiter is not null; count++)
        {
            oldest = waiter;
            (newer, waiter.Next, waiter) = (waiter, newer, waiter.Next);
        }

        _woken.Add(oldest, newest, count);
    }

    private void Push(WakeUp waiter)
    {
        WakeUp? top;
        do
        {
            top = Volatile.Read(ref _top);
            waiter.Next = top;
        }
        while (Interlocked.CompareExchange(ref _top, waiter, top) != top);
    }
}
