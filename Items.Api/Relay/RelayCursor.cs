namespace Items.Api.Relay;

/// <summary>
/// The relay's cursor: what the broker has confirmed, written down through the leader's session. Each move is a commit, so under load it moves from time to time only;
/// what was published since the last move is published again after a crash.
/// </summary>
internal sealed class RelayCursor(Leadership leadership, string epoch, long published, TimeSpan interval, TimeProvider clock)
{
    private long _stored = published;
    private long? _movedAt;

    /// <summary>The last event that the broker has confirmed.</summary>
    public long Confirmed { get; private set; } = published;

    /// <summary>Time until the next move; null when there is nothing to write down.</summary>
    public TimeSpan? Due => Confirmed == _stored ? null
        : _movedAt is { } last && clock.GetElapsedTime(last) is var since && since < interval ? interval - since
        : TimeSpan.Zero;

    /// <summary>The broker has everything up to here.</summary>
    public void Confirm(long seq) => Confirmed = seq;

    /// <summary>Not cancelled by a shutdown: what is written down need not be published again.</summary>
    public async Task MoveAsync()
    {
        var confirmed = Confirmed;
        await leadership.AdvanceAsync(epoch, confirmed);
        (_stored, _movedAt) = (confirmed, clock.GetTimestamp());
    }
}
