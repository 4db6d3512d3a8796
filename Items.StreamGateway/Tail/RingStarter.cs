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

    /// <summary>Null when the log keeps less than that, or changed its epoch in between.</summary>
    private async Task<EventRing?> PrefillAsync(Cursor head, CancellationToken cancellationToken)
    {
        var filled = RingAt(head with { Seq = Math.Max(0, head.Seq - tail.Value.Prefill) });
        try
        {
            while (filled.Head < head.Seq)
            {
                using var page = await history.ReadAsync(filled.CursorAt(filled.Head), cancellationToken);
                for (var i = 0; i < page.Count; i++)
                {
                    filled.Append(new RingEntry(page.EnvelopeAt(i), page.JsonAt(i)));
                }

                if (page.Count == 0)
                {
                    return null;
                }
            }

            return filled;
        }
        catch (HistoryGoneException)
        {
            return null;
        }
    }
}
