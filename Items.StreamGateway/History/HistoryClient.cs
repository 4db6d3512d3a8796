using System.Buffers;
using System.Net;
using Items.Contracts;
using Items.StreamGateway.Events;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.History;

/// <summary>Reads the log through the Api: the truth that the broker's messages are checked against.</summary>
internal sealed class HistoryClient(HttpClient http, IOptions<HistoryOptions> options)
{
    private readonly HistoryOptions _options = options.Value;

    /// <summary>The log's head.</summary>
    public async Task<Cursor> ReadHeadAsync(CancellationToken cancellationToken)
    {
        using var page = await ReadAsync(null, 0, cancellationToken);
        return page.Head;
    }

    /// <summary>The events after a position, as many as a page holds.</summary>
    /// <exception cref="HistoryGoneException">The position is not served.</exception>
    /// <exception cref="HistoryUnavailableException">No answer, or none that can be used.</exception>
    public async Task<HistoryPage> ReadAsync(Cursor? after, int limit, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.RequestTimeout);
        try
        {
            var position = after is { } cursor ? $"&after={cursor}" : "";
            using var response = await http.GetAsync(
                new Uri($"/api/events?limit={limit}{position}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return await ReadPageAsync(response, after, timeout.Token);
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new HistoryUnavailableException("The Api did not answer.", exception);
        }
    }

    /// <summary>Up to one page of events after a position.</summary>
    /// <inheritdoc cref="ReadAsync(Cursor?, int, CancellationToken)"/>
    public Task<HistoryPage> ReadAsync(Cursor after, CancellationToken cancellationToken) => ReadAsync(after, _options.PageSize, cancellationToken);

    private static bool IsUnavailable(Exception exception) => exception is HttpRequestException or IOException or OperationCanceledException;

    private async Task<HistoryPage> ReadPageAsync(HttpResponseMessage response, Cursor? after, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.Gone)
        {
            throw new HistoryGoneException();
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new HistoryUnavailableException($"The Api answered {(int)response.StatusCode}.");
        }

        if (!response.Headers.TryGetValues(StreamNames.CursorHeader, out var values)
            || !Cursor.TryParse(values.FirstOrDefault(), out var head) || head.Epoch is null)
        {
            throw new HistoryUnavailableException($"The Api's answer has no valid {StreamNames.CursorHeader} header.");
        }

        if (after?.Epoch is { } epoch && epoch != head.Epoch)
        {
            throw new HistoryGoneException();
        }

        var (buffer, length) = await ReadBodyAsync(response.Content, cancellationToken);
        var slices = new List<EventArray.Slice>();
        if (EventArray.TrySlice(buffer.AsSpan(0, length), slices) && AreContiguous(slices, after, head))
        {
            return new HistoryPage(buffer, slices, head);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        throw new HistoryUnavailableException("The Api's answer is not a contiguous page of events.");
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

    private async Task<(byte[] Buffer, int Length)> ReadBodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(content.Headers.ContentLength + 1 ?? 64 * 1024, 1, _options.MaxPageBytes));
        try
        {
            await using var body = await content.ReadAsStreamAsync(cancellationToken);
            var length = 0;
            int read;
            while ((read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
            {
                length += read;
                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, length);
                }
            }

            return (buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private byte[] Grow(byte[] buffer, int length)
    {
        if (length >= _options.MaxPageBytes)
        {
            throw new HistoryUnavailableException($"The Api's page is longer than {_options.MaxPageBytes} bytes.");
        }

        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
