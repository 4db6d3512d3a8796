using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Items.Contracts;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.History;

/// <summary>Fetches pages of events from the Api: to the last byte, within a time and a size.</summary>
internal sealed class PageReader(HttpClient http, IOptions<HistoryOptions> options)
{
    private readonly HistoryOptions _options = options.Value;

    /// <summary>Makes a page of an answer; it owns the buffer then, unless it throws.</summary>
    public delegate TPage Opening<out TPage>(HttpResponseHeaders headers, byte[] buffer, int length)
        where TPage : EventPage;

    /// <summary>Reads one page.</summary>
    /// <exception cref="HistoryGoneException">The Api answered 410.</exception>
    /// <exception cref="HistoryUnavailableException">No answer, or none that can be used.</exception>
    public async Task<TPage> ReadAsync<TPage>(string path, Opening<TPage> open, CancellationToken cancellationToken)
        where TPage : EventPage
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.RequestTimeout);
        try
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            RequireOk(response.StatusCode);
            return await OpenAsync(response, open, timeout.Token);
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new HistoryUnavailableException("The Api did not answer.", exception);
        }
    }

    /// <summary>The position that an answer names; null when it names none, or none that can be used.</summary>
    public static Cursor? PositionOf(HttpResponseHeaders headers) =>
        headers.TryGetValues(StreamNames.CursorHeader, out var values) && Cursor.TryParse(values.FirstOrDefault(), out var position) && position.Epoch is not null
            ? position
            : null;

    private static bool IsUnavailable(Exception exception) => exception is HttpRequestException or IOException or OperationCanceledException;

    private static void RequireOk(HttpStatusCode status)
    {
        if (status == HttpStatusCode.Gone)
        {
            throw new HistoryGoneException();
        }

        if (status != HttpStatusCode.OK)
        {
            throw new HistoryUnavailableException($"The Api answered {(int)status}.");
        }
    }

    private async Task<TPage> OpenAsync<TPage>(HttpResponseMessage response, Opening<TPage> open, CancellationToken cancellationToken)
        where TPage : EventPage
    {
        var (buffer, length) = await ReadBodyAsync(response.Content, cancellationToken);
        try
        {
            return open(response.Headers, buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
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
