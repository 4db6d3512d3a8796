using System.Diagnostics;
using Items.Data.Idempotency;

namespace Items.Data.Log;

/// <summary>
/// A change that waits for its commit, and the promise of its outcome. The waiter goes on on the thread pool, never on the append loop.
/// <para>Its key is in flight until its commit is over, also when the request has gone away meanwhile: only the append loop knows, so only it completes, fails or leaves out.</para>
/// </summary>
internal sealed class PendingChange(Change change, InFlightKeys keys)
{
    private readonly TaskCompletionSource<ChangeOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _since = Stopwatch.GetTimestamp();
    private bool _hasKey;

    public Change Change { get; } = change;

    public Task<ChangeOutcome> Outcome => _outcome.Task;

    /// <summary>True when its request has given up before the change was taken into a commit.</summary>
    public bool IsAbandoned => _outcome.Task.IsCompleted;

    /// <summary>For how long it has waited.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_since);

    /// <summary>False when another change with the same key waits or is in a commit. A change without a key is always free to go.</summary>
    public bool TryTakeKey() => Change.Key is null || (_hasKey = keys.TryTake(Change.Key));

    /// <summary>For a change that never gets into a commit. The other ends do it by themselves, before the outcome is known, so that whoever has the answer may repeat the request at once.</summary>
    public void ReleaseKey()
    {
        if (_hasKey)
        {
            _hasKey = false;
            keys.Release(Change.Key!);
        }
    }

    public void Complete(ChangeOutcome outcome)
    {
        ReleaseKey();
        _outcome.TrySetResult(outcome);
    }

    public void Fail(Exception exception)
    {
        ReleaseKey();
        _outcome.TrySetException(exception);
    }

    public void Abandon(CancellationToken cancellationToken) => _outcome.TrySetCanceled(cancellationToken);
}
