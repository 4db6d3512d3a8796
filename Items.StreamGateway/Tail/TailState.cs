using Items.StreamGateway.Ring;

namespace Items.StreamGateway.Tail;

/// <summary>Where the tail stands, for subscribers, health and metrics. Written by the tail and the broker's consumer only.</summary>
internal sealed class TailState
{
    private volatile EventRing? _ring;
    private volatile bool _isBrokerConnected;
    private volatile bool _isApiReachable;
    private long _logHead;

    /// <summary>The ring of the log's current epoch; null until the Api has answered once.</summary>
    public EventRing? Ring
    {
        get => _ring;
        set => _ring = value;
    }

    public bool IsBrokerConnected
    {
        get => _isBrokerConnected;
        set => _isBrokerConnected = value;
    }

    /// <summary>Whether the last question to the Api was answered.</summary>
    public bool IsApiReachable
    {
        get => _isApiReachable;
        set => _isApiReachable = value;
    }

    /// <summary>The newest sequence number known to be in the log.</summary>
    public long LogHead
    {
        get => Volatile.Read(ref _logHead);
        set => Volatile.Write(ref _logHead, value);
    }

    /// <summary>Events in the log that subscribers cannot see yet.</summary>
    public long Lag => Math.Max(0, LogHead - (Ring?.Head ?? 0));
}
