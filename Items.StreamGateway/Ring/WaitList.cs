namespace Items.StreamGateway.Ring;

/// <summary>
/// Those who wait for the next event: a lock-free stack of <see cref="WakeUp"/>s, taken whole by one wake-up per batch. Whoever writes costs nothing
/// here; only an idle reader stands in the list, once.
/// </summary>
internal sealed class WaitList
{
    private WakeUp? _top;

    public void Add(WakeUp waiter)
    {
        if (Interlocked.Exchange(ref waiter.Listed, 1) == 0)
        {
            Push(waiter);
        }
    }

    public void WakeAll()
    {
        var waiter = Interlocked.Exchange(ref _top, null);
        while (waiter is not null)
        {
            // From the moment Listed is 0 the waiter may add itself again and overwrite Next.
            var next = waiter.Next;
            waiter.Next = null;
            Volatile.Write(ref waiter.Listed, 0);
            waiter.Set();
            waiter = next;
        }
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
