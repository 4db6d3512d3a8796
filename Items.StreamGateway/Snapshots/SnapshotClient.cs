using System.Net.Http.Headers;
using Items.Contracts;
using Items.StreamGateway.Events;
using Items.StreamGateway.History;
using Microsoft.AspNetCore.WebUtilities;

namespace Items.StreamGateway.Snapshots;

/// <summary>Reads snapshots through the Api. What it gives on is what a page should be, and of one life of the log.</summary>
internal sealed class SnapshotClient(PageReader pages)
{
    /// <summary>Longest name of a page that is taken, in characters.</summary>
    private const int MaxNameLength = 200;

    /// <summary>A page of at most <paramref name="limit"/> items.</summary>
    /// <param name="filter">Which items.</param>
    /// <param name="page">What the page before said; null for the first.</param>
    /// <param name="limit">1 or more.</param>
    /// <param name="epoch">The life of the log that it must be of.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="HistoryGoneException">The snapshot cannot be continued, or is of another life of the log.</exception>
    /// <exception cref="HistoryUnavailableException">No answer, or none that can be used.</exception>
    public Task<SnapshotPage> ReadAsync(SnapshotFilter filter, string? page, int limit, uint epoch, CancellationToken cancellationToken)
    {
        var place = page is null ? "" : $"&page={Uri.EscapeDataString(page)}";
        return pages.ReadAsync(
            $"{StreamNames.SnapshotPath}?limit={limit}{filter.Query}{place}", (headers, buffer, length) => Open(headers, buffer, length, epoch), cancellationToken);
    }

    private static SnapshotPage Open(HttpResponseHeaders headers, byte[] buffer, int length, uint epoch)
    {
        var slices = new List<EventArray.Slice>();
        var (next, end) = (NextOf(headers), PageReader.PositionOf(headers));
        if (!EventArray.TrySlice(buffer.AsSpan(0, length), slices, isNumbered: false)
            || slices.Exists(slice => slice.Envelope.Type != EventTypes.Snapshot)
            || (next is null) == (end is null))
        {
            throw new HistoryUnavailableException("The Api's answer is not a page of a snapshot.");
        }

        return slices.TrueForAll(slice => slice.Envelope.Epoch == epoch) && (end is not { Epoch: { } last } || Epochs.Parse(last) == epoch)
            ? new SnapshotPage(buffer, slices, next, end)
            : throw new HistoryGoneException();
    }

    /// <summary>The page's name in the link to the next one. The rest of that link is of no interest: the path is known, and the filters are ours.</summary>
    private static string? NextOf(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("Link", out var links) || links.FirstOrDefault()?.Split('<', '>') is not [_, var target, var relation]
            || !relation.Contains("rel=\"next\"", StringComparison.Ordinal))
        {
            return null;
        }

        var query = QueryHelpers.ParseQuery(target[(target.IndexOf('?', StringComparison.Ordinal) + 1)..]);
        return query.TryGetValue("page", out var names) && names is [{ Length: > 0 and <= MaxNameLength } name] ? name : null;
    }
}
