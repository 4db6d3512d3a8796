using Items.Contracts;

namespace Items.Data.Log;

/// <summary>Says that the log may have grown. A hint: it may come too often, and whoever waits also looks from time to time.</summary>
public sealed class LogSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = New();
    private Cursor _head;
    private volatile int _committing;

    /// <summary>Completes at the next <see cref="Advance()"/>. Take it before looking at the log, so that no growth falls between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes whoever waits.</summary>
    public void Advance() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>The same, unless the log was known to reach this far: who commits says so itself, and hears of it from Postgres as well.</summary>
    public void Advance(Cursor head)
    {
        lock (_lock)
        {
            if (head.Epoch == _head.Epoch && head.Seq <= _head.Seq)
            {
                return;
            }

            _head = head;
        }

        Advance();
    }

    /// <summary>This process commits in a session of Postgres, and says at the end whether the log has grown.</summary>
    /// <param name="backend">The session's process id in Postgres.</param>
    public void BeginCommit(int backend) => _committing = backend;

    /// <summary>After the call that says so.</summary>
    public void EndCommit() => _committing = 0;

    /// <summary>
    /// A notification has come. One of a commit that this process is making goes unheard: it may overtake the commit's answer, and wake those who wait before what they would get from memory is there.
    /// </summary>
    /// <param name="head">What it says.</param>
    /// <param name="backend">Where it comes from.</param>
    public void Hear(Cursor head, int backend)
    {
        if (backend != _committing)
        {
            Advance(head);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
