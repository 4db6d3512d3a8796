namespace Items.StreamGateway.Subscribers;

/// <summary>Whether this process is on its way out: first it stops being ready and takes no new streams, then it ends the open ones.</summary>
internal sealed class DrainState : IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private volatile bool _isClosed;

    public DrainState() => Ending = _ending.Token;

    /// <summary>No new streams; not ready.</summary>
    public bool IsClosed
    {
        get => _isClosed;
        set => _isClosed = value;
    }

    /// <summary>Open streams are given what is in memory and then ended.</summary>
    public bool IsEnding => Ending.IsCancellationRequested;

    /// <summary>The same, for those who wait for something else.</summary>
    public CancellationToken Ending { get; }

    /// <summary>From now on <see cref="IsEnding"/>.</summary>
    public Task EndAsync() => _ending.CancelAsync();

    public void Dispose() => _ending.Dispose();
}
