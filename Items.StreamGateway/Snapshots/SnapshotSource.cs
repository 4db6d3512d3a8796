using Items.StreamGateway.History;
using Items.StreamGateway.Ring;
using Items.StreamGateway.Subscribers;

namespace Items.StreamGateway.Snapshots;

/// <summary>
/// The snapshot at the beginning of a stream: <c>snapshot.begin</c>, the items page by page, <c>snapshot.end</c> with the position that the stream goes on from.
/// </summary>
/// <remarks>
/// A page that the subscriber has not taken whole is read again by the same name, and is then a newer page: it cannot be gone on with in the middle, but all of it may be
/// sent again. So that a slow subscriber gets on nevertheless, the next page is no larger than what it took of this one; it comes down to what one write
/// holds, which is always taken whole. A snapshot that cannot be continued begins again, a few times.
/// </remarks>
internal sealed class SnapshotSource(SnapshotFilter filter, EventRing ring, SubscriberOutput output, SubscriberTools tools) : PageSource<SnapshotPage>
{
    private const int MaxRestarts = 3;

    private Guid _id;
    private string? _next;
    private int _limit = tools.History.PageSize;
    private int _restarts;
    private bool _hasBegun;

    /// <summary>The end is written; the output stands at its position.</summary>
    public bool IsComplete { get; private set; }

    public override bool HasMore => !IsComplete && !ring.IsEnded;

    public override async Task<SnapshotPage> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await tools.Snapshots.ReadAsync(filter, _next, _limit, ring.Epoch, cancellationToken);
        }
        catch (HistoryGoneException) when (_restarts++ < MaxRestarts)
        {
            (_next, _hasBegun) = (null, false);
            throw new HistoryUnavailableException("The snapshot cannot be continued; it begins again.");
        }
    }

    public override int Fill(SnapshotPage page, int next, ref FrameBatch batch)
    {
        if (!_hasBegun)
        {
            Begin(ref batch);
        }

        for (; next < page.Count && !output.IsFull(batch); next++)
        {
            output.AddUnnumbered(ref batch, page.EnvelopeAt(next), page.JsonAt(next));
        }

        if (next == page.Count && page.End is { } end)
        {
            output.Transport.Write(ref batch, SnapshotMark.EndEnvelope(ring.Epoch, end.Seq), SnapshotMark.End(_id, end, tools.Time.GetUtcNow()));
            output.StartAt(end.Seq);
            IsComplete = true;
            tools.Metrics.SnapshotCompleted();
        }

        return next;
    }

    public override void EndTurn(SnapshotPage page, int written, bool inTime)
    {
        if (written < page.Count)
        {
            _limit = written;
            return;
        }

        _next = page.Next;
        _limit = inTime ? Math.Min(_limit * 2, tools.History.PageSize) : _limit;
    }

    private void Begin(ref FrameBatch batch)
    {
        _id = Guid.CreateVersion7();
        _hasBegun = true;
        output.Transport.Write(ref batch, SnapshotMark.BeginEnvelope(ring.Epoch), SnapshotMark.Begin(_id, ring.EpochText, tools.Time.GetUtcNow()));
        tools.Metrics.SnapshotBegun();
    }
}
