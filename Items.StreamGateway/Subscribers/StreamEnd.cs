namespace Items.StreamGateway.Subscribers;

/// <summary>Why the gateway ends a stream. A subscriber is always told. That it is slow is no reason.</summary>
internal enum StreamEnd
{
    /// <summary>This process is stopping; the position stays valid, here or at another gateway.</summary>
    Draining,

    /// <summary>The position is no longer served: another epoch, or older than what is retained. Start again from a snapshot.</summary>
    PositionGone,

    /// <summary>The history the subscriber needs could not be read for too long; the position stays valid.</summary>
    HistoryUnavailable,
}
