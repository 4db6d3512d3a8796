using Items.Contracts;

namespace Items.Data.Log;

/// <summary>Says that the log may have grown. A hint: it may come too often, and whoever waits also looks from time to time.</summary>
public sealed class LogSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = New();
    private Cursor _head;

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

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
