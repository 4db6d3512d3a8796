using System.Net.Http.Headers;
using Items.Contracts;
using Items.StreamGateway.Events;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.History;

/// <summary>Reads the log through the Api: the truth that the broker's messages are checked against.</summary>
internal sealed class HistoryClient(PageReader pages, IOptions<HistoryOptions> options)
{
    /// <summary>Events asked for at a time.</summary>
    public int PageSize { get; } = options.Value.PageSize;

    /// <summary>The log's head.</summary>
    public async Task<Cursor> ReadHeadAsync(CancellationToken cancellationToken)
    {
        using var page = await ReadAsync(null, 0, cancellationToken);
        return page.Head;
    }

    /// <summary>The events after a position, as many as a page holds.</summary>
    /// <exception cref="HistoryGoneException">The position is not served.</exception>
    /// <exception cref="HistoryUnavailableException">No answer, or none that can be used.</exception>
    public Task<HistoryPage> ReadAsync(Cursor? after, int limit, CancellationToken cancellationToken)
    {
        var position = after is { } cursor ? $"&after={cursor}" : "";
        return pages.ReadAsync($"/api/events?limit={limit}{position}", (headers, buffer, length) => Open(headers, buffer, length, after), cancellationToken);
    }

    /// <summary>Up to one page of events after a position.</summary>
    /// <inheritdoc cref="ReadAsync(Cursor?, int, CancellationToken)"/>
    public Task<HistoryPage> ReadAsync(Cursor after, CancellationToken cancellationToken) => ReadAsync(after, PageSize, cancellationToken);

    private static HistoryPage Open(HttpResponseHeaders headers, byte[] buffer, int length, Cursor? after)
    {
        if (PageReader.PositionOf(headers) is not { } head)
        {
            throw new HistoryUnavailableException($"The Api's answer has no valid {StreamNames.CursorHeader} header.");
        }

        if (after?.Epoch is { } epoch && epoch != head.Epoch)
        {
            throw new HistoryGoneException();
        }

        var slices = new List<EventArray.Slice>();
        return EventArray.TrySlice(buffer.AsSpan(0, length), slices) && AreContiguous(slices, after, head)
            ? new HistoryPage(buffer, slices, head)
            : throw new HistoryUnavailableException("The Api's answer is not a contiguous page of events.");
    }

    /// <summary>The log has no holes; a page that has one, or does not start where it was asked to, must not reach a subscriber.</summary>
    private static bool AreContiguous(List<EventArray.Slice> slices, Cursor? after, Cursor head)
    {
        var epoch = Epochs.Parse(head.Epoch!);
        var next = after?.Seq + 1 ?? (slices.Count > 0 ? slices[0].Envelope.Seq : 0);
        foreach (var slice in slices)
        {
            if (slice.Envelope.Seq != next++ || slice.Envelope.Epoch != epoch)
            {
                return false;
            }
        }

        return true;
    }
}
