using System.Text;
using Items.Contracts.Webhooks;

namespace Items.Worker.Requests;

/// <summary>Reads an answer's body to its end, within a limit, and keeps the beginning.</summary>
internal static class ResponseExcerpt
{
    /// <summary>Null when the body is empty. A body beyond the limit is left unread, which closes its connection.</summary>
    public static async Task<string?> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength == 0)
        {
            return null;
        }

        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[WebhookLimits.MaxResponseExcerptBytes];
        var kept = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (kept == buffer.Length)
        {
            await DrainAsync(body, limit - kept, cancellationToken);
        }

        return kept == 0 ? null : Encoding.UTF8.GetString(buffer, 0, kept);
    }

    private static async Task DrainAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        var buffer = new byte[4_096];
        for (int read; limit > 0 && (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            limit -= read;
        }
    }
}
