namespace Items.Worker.Claims;

/// <summary>Something that waits to be written for one webhook, and whether it counted.</summary>
/// <param name="key">Under which claim.</param>
/// <param name="kind">What it is.</param>
/// <param name="progress">Of <see cref="CursorWriteKind.Progress"/> only.</param>
internal sealed class CursorWrite(LeaseKey key, CursorWriteKind kind, Progress? progress = null)
{
    private readonly TaskCompletionSource<bool> _counted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LeaseKey Key { get; } = key;

    public CursorWriteKind Kind { get; } = kind;

    public Progress? Progress { get; } = progress;

    /// <summary>False when the webhook was claimed by another, or changed by a client, since.</summary>
    public Task<bool> Counted => _counted.Task;

    public void Complete(bool counted) => _counted.TrySetResult(counted);

    public void Fail(Exception exception) => _counted.TrySetException(exception);
}

internal enum CursorWriteKind
{
    Renew,
    Progress,
    Release,
}
