using System.Diagnostics;

namespace Items.Data.Lists;

/// <summary>
/// Reads that are the same and are asked for while one of them is under way share the next one. That begins after all of them were asked for, so whoever has written something
/// reads it; and of each kind there is one under way at a time, however many ask.
/// <para>Concurrency: any number of callers. Loss: a read that fails, fails for all who share it.</para>
/// </summary>
/// <param name="read">Reads, whoever asks: nobody's cancellation ends it.</param>
internal sealed class SharedReads<TKey, TResult>(Func<TKey, Task<TResult>> read)
    where TKey : notnull
{
    private readonly Lock _lock = new();

    /// <summary>By what is being read the one that will follow, if anybody waits for it.</summary>
    private readonly Dictionary<TKey, TaskCompletionSource<TResult>?> _next = [];

    public Task<TResult> ReadAsync(TKey key, CancellationToken cancellationToken)
    {
        var own = New();
        lock (_lock)
        {
            if (_next.TryGetValue(key, out var next))
            {
                return (_next[key] = next ?? own).Task.WaitAsync(cancellationToken);
            }

            _next.Add(key, null);
        }

        _ = ReadAllAsync(key, own);
        return own.Task.WaitAsync(cancellationToken);
    }

    private static TaskCompletionSource<TResult> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAllAsync(TKey key, TaskCompletionSource<TResult> first)
    {
        for (var current = first; current is not null; current = Next(key))
        {
            try
            {
                current.SetResult(await read(key));
            }
            catch (Exception exception)
            {
                current.SetException(exception);
            }

            // What follows is no part of the request that this began with.
            Activity.Current = null;
        }
    }

    private TaskCompletionSource<TResult>? Next(TKey key)
    {
        lock (_lock)
        {
            _next.Remove(key, out var next);
            if (next is not null)
            {
                _next.Add(key, null);
            }

            return next;
        }
    }
}
