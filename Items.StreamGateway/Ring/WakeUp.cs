using System.Threading.Tasks.Sources;

namespace Items.StreamGateway.Ring;

/// <summary>
/// An auto-reset signal for one waiter and any number of setters, reusable without allocation. A signal that is set while nobody waits is kept, so
/// "look, then wait" loses none; several signals may merge into one, so the waiter looks at everything each time.
/// </summary>
internal sealed class WakeUp : IValueTaskSource
{
    private const int Idle = 0;
    private const int Signalled = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _source;
    private int _state;

    /// <summary>The next waiter in a <see cref="WaitList"/> or in the <see cref="RunQueue"/> behind it, and whether this one is in either.</summary>
    internal WakeUp? Next;
    internal int Listed;

    public ValueTask WaitAsync()
    {
        _source.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
        {
            return new ValueTask(this, _source.Version);
        }

        // A full fence: the signal is taken before the waiter looks at anything, or what the next setter wrote could be missed together with its signal.
        Interlocked.Exchange(ref _state, Idle);
        return ValueTask.CompletedTask;
    }

    /// <summary>Signals; a waiter goes on in the thread pool.</summary>
    public void Set() => Set(inThePool: true);

    /// <summary>Signals; a waiter goes on here, until its next wait.</summary>
    public void Run() => Set(inThePool: false);

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Set(bool inThePool)
    {
        while (true)
        {
            switch (Volatile.Read(ref _state))
            {
                // Here too: whoever leaves it at the signal that is there has made visible what that signal shall be for.
                case Signalled when Interlocked.CompareExchange(ref _state, Signalled, Signalled) == Signalled:
                case Idle when Interlocked.CompareExchange(ref _state, Signalled, Idle) == Idle:
                    return;
                case Waiting when Interlocked.CompareExchange(ref _state, Idle, Waiting) == Waiting:
                    // Whoever ends the wait owns the source until the waiter has it again.
                    _source.RunContinuationsAsynchronously = inThePool;
                    _source.SetResult(true);
                    return;
            }
        }
    }
}
