using Items.StreamGateway.History;
using Items.StreamGateway.Ring;

namespace Items.StreamGateway.Subscribers;

/// <summary>The log between a subscriber's position and the ring. What is written moves the position, so the next page starts after it.</summary>
internal sealed class HistorySource(HistoryClient history, EventRing ring, SubscriberOutput output) : PageSource<HistoryPage>
{
    public override bool HasMore => output.Position < ring.Oldest - 1 && !ring.IsEnded;

    public override async Task<HistoryPage> ReadAsync(CancellationToken cancellationToken)
    {
        var page = await history.ReadAsync(ring.CursorAt(output.Position), cancellationToken);
        if (page.Count > 0)
        {
            return page;
        }

        page.Dispose();
        throw new HistoryUnavailableException("The Api gave no events although its log has more.");
    }

    public override int Fill(HistoryPage page, int next, ref FrameBatch batch)
    {
        for (; next < page.Count && !output.IsFull(batch); next++)
        {
            output.Add(ref batch, page.EnvelopeAt(next), page.JsonAt(next));
        }

        output.AddCheckpoint(ref batch, output.Now);
        return next;
    }
}
