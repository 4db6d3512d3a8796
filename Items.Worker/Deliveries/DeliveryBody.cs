using System.Buffers;
using System.Text.Json;
using Items.Contracts;
using Items.Contracts.Webhooks;
using Items.Data.Log;
using Items.Worker.Claims;
using Items.Worker.Requests;

namespace Items.Worker.Deliveries;

/// <summary>What a request says: one CloudEvent, or a JSON array of them (CloudEvents 1.0.2, JSON event format and JSON batch format).</summary>
internal static class DeliveryBody
{
    private const string BatchContentType = "application/cloudevents-batch+json";

    /// <summary>The same events always give the same request, but for its time and signature.</summary>
    public static WebhookRequest Create(ClaimedWebhook webhook, ReadOnlySpan<LogEvent> events, IReadOnlyList<byte[]> keys, int attempt)
    {
        var first = new Cursor(webhook.Epoch, events[0].Seq).ToString();
        var isBatch = webhook.BatchSize > 1;
        return new WebhookRequest(
            webhook.Key.Webhook,
            webhook.Url,
            // No full stop: it separates what is signed.
            isBatch ? $"{first}-{Cursor.FormatSequence(events[^1].Seq)}" : first,
            ContentType(isBatch),
            isBatch ? Batch(events) : events[0].Json,
            keys)
        {
            Attempt = attempt,
            Traces = Traces(events),
        };
    }

    /// <summary>A sample, of the form that the webhook's events have.</summary>
    /// <param name="id">The CloudEvent's id.</param>
    /// <param name="epoch">The log's life.</param>
    /// <param name="isBatch">Whether the webhook gets batches.</param>
    /// <param name="at">Now.</param>
    public static (string ContentType, ReadOnlyMemory<byte> Body) Sample(string id, string epoch, bool isBatch, DateTimeOffset at)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion"u8, "1.0"u8);
            json.WriteString("id"u8, id);
            json.WriteString("source"u8, Cursor.SourcePrefix + epoch);
            json.WriteString("type"u8, WebhookDeliveryKinds.TestEventType);
            json.WriteString("subject"u8, Guid.Empty);
            json.WriteString("time"u8, at.UtcDateTime.ToString(Rfc3339Converter.Format));
            json.WriteString("datacontenttype"u8, "application/json"u8);
            json.WritePropertyName("data"u8);
            JsonSerializer.Serialize(json, new ItemResource(Guid.Empty, "A sample item", RawJson.FromTrusted("{}"), 1, at, at, 0), ContractsJson.Default.ItemResource);
            json.WriteEndObject();
        }

        var sample = new LogEvent(0, WebhookDeliveryKinds.TestEventType, Traceparent: null, buffer.WrittenMemory);
        return (ContentType(isBatch), isBatch ? Batch([sample]) : sample.Json);
    }

    private static string ContentType(bool isBatch) => isBatch ? BatchContentType : MessagingNames.EventContentType;

    private static byte[] Batch(ReadOnlySpan<LogEvent> events)
    {
        var length = 1;
        foreach (var logged in events)
        {
            length += logged.Json.Length + 1;
        }

        var body = new byte[length];
        var at = 0;
        foreach (var logged in events)
        {
            body[at++] = at == 1 ? (byte)'[' : (byte)',';
            logged.Json.Span.CopyTo(body.AsSpan(at));
            at += logged.Json.Length;
        }

        body[at] = (byte)']';
        return body;
    }

    private static List<string> Traces(ReadOnlySpan<LogEvent> events)
    {
        var traces = new List<string>();
        foreach (var logged in events)
        {
            if (logged.Traceparent is not null)
            {
                traces.Add(logged.Traceparent);
            }
        }

        return traces;
    }
}
