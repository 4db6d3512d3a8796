namespace Items.StreamGateway.Subscribers;

/// <summary>Whether this process is on its way out: first it stops being ready and takes no new streams, then it ends the open ones.</summary>
internal sealed class DrainState
{
    private volatile bool _isClosed;
    private volatile bool _isEnding;

    /// <summary>No new streams; not ready.</summary>
    public bool IsClosed
    {
        get => _isClosed;
        set => _isClosed = value;
    }

    /// <summary>Open streams are given what is in memory and then ended.</summary>
    public bool IsEnding
    {
        get => _isEnding;
        set => _isEnding = value;
    }
}
