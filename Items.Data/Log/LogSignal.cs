namespace Items.Data.Log;

/// <summary>Says that the log may have grown. A hint: it may come too often, and whoever waits also looks from time to time.</summary>
public sealed class LogSignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next <see cref="Advance"/>. Take it before looking at the log, so that no growth falls between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes whoever waits.</summary>
    public void Advance() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
