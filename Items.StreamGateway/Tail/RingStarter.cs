using Items.Contracts;
using Items.StreamGateway.Events;
using Items.StreamGateway.History;
using Items.StreamGateway.Ring;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Tail;

/// <summary>Makes a ring that stands at the log's head and already holds the events before it.</summary>
internal sealed class RingStarter(HistoryClient history, TailState state, IOptions<TailOptions> tail, IOptions<RingOptions> ring)
{
    /// <exception cref="HistoryUnavailableException">The Api did not answer.</exception>
    public async Task<EventRing> StartAsync(CancellationToken cancellationToken)
    {
        var head = await history.ReadHeadAsync(cancellationToken);
        var started = await PrefillAsync(head, cancellationToken) ?? RingAt(head);
        state.LogHead = started.Head;
        return started;
    }

    private EventRing RingAt(Cursor position) => new(Epochs.Parse(position.Epoch!), position.Seq, ring.Value);

    /// <summary>The events before the head, or as many of them as the log keeps; null when it changed under this read.</summary>
    private async Task<EventRing?> PrefillAsync(Cursor head, CancellationToken cancellationToken)
    {
        try
        {
            return await FillAsync(head with { Seq = Math.Max(0, head.Seq - tail.Value.Prefill) }, head, cancellationToken);
        }
        catch (HistoryGoneException)
        {
            return await FillFromOldestAsync(head, cancellationToken);
        }
    }

    private async Task<EventRing?> FillFromOldestAsync(Cursor head, CancellationToken cancellationToken)
    {
        try
        {
            using var page = await history.ReadAsync(null, 1, cancellationToken);
            return page.Count == 0 || page.Head.Epoch != head.Epoch
                ? null
                : await FillAsync(head with { Seq = page.EnvelopeAt(0).Seq - 1 }, head, cancellationToken);
        }
        catch (HistoryGoneException)
        {
            return null;
        }
    }

    private async Task<EventRing?> FillAsync(Cursor from, Cursor head, CancellationToken cancellationToken)
    {
        var filled = RingAt(from);
        while (filled.Head < head.Seq)
        {
            using var page = await history.ReadAsync(filled.CursorAt(filled.Head), cancellationToken);
            for (var i = 0; i < page.Count; i++)
            {
                filled.Append(page.EnvelopeAt(i), page.JsonAt(i));
            }

            if (page.Count == 0)
            {
                return null;
            }
        }

        return filled;
    }
}
