namespace Items.Data.Log;

/// <summary>A change that waits for its commit, and the promise of its outcome. The waiter goes on on the thread pool, never on the append loop.</summary>
internal sealed class PendingChange(Change change)
{
    private readonly TaskCompletionSource<ChangeOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Change Change { get; } = change;

    public Task<ChangeOutcome> Outcome => _outcome.Task;

    /// <summary>True when its request has given up before the change was taken into a commit.</summary>
    public bool IsAbandoned => _outcome.Task.IsCompleted;

    public void Complete(ChangeOutcome outcome) => _outcome.TrySetResult(outcome);

    public void Fail(Exception exception) => _outcome.TrySetException(exception);

    public void Abandon(CancellationToken cancellationToken) => _outcome.TrySetCanceled(cancellationToken);
}
