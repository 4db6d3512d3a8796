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

        return kept == 0 ? null : Printable(buffer.AsSpan(0, kept));
    }

    private static async Task DrainAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        var buffer = new byte[4_096];
        for (int read; limit > 0 && (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            limit -= read;
        }
    }

    /// <summary>As text that Postgres takes and a page can show: what is no character, or a control character other than tab and line end, becomes the replacement character.</summary>
    private static string Printable(ReadOnlySpan<byte> bytes) =>
        string.Create(Encoding.UTF8.GetCharCount(bytes), bytes, static (text, source) =>
        {
            Encoding.UTF8.GetChars(source, text);
            foreach (ref var character in text)
            {
                if (char.IsControl(character) && character is not ('\t' or '\n' or '\r'))
                {
                    character = '\uFFFD';
                }
            }
        });
}
