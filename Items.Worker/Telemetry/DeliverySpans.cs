using System.Diagnostics;
using Items.Worker.Requests;

namespace Items.Worker.Telemetry;

/// <summary>
/// A client span for each attempt, in the trace of the request that made the first of its events; the others of a batch are links. Nothing for events whose requests were not sampled. It tells
/// the host and nothing else of the URL, whose path and query may be secret.
/// </summary>
internal static class DeliverySpans
{
    private static readonly ActivitySource Source = new("Items.Worker");

    public static Activity? Start(WebhookRequest request)
    {
        if (request.Traces.Count == 0 || !Source.HasListeners())
        {
            return null;
        }

        var sampled = request.Traces.Select(Parse).Where(trace => trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)).ToList();
        if (sampled.Count == 0)
        {
            return null;
        }

        var span = Source.StartActivity("deliver webhook", ActivityKind.Client, sampled[0], links: sampled.Skip(1).Select(trace => new ActivityLink(trace)));
        if (span is not null && Uri.TryCreate(request.Url, UriKind.Absolute, out var url))
        {
            span.SetTag("http.request.method", "POST");
            span.SetTag("url.scheme", url.Scheme);
            span.SetTag("server.address", url.Host);
            span.SetTag("server.port", url.Port);
            span.SetTag("http.request.body.size", request.Body.Length);
            span.SetTag("items.webhook.id", request.Webhook.ToString());
            span.SetTag("items.webhook.message_id", request.MessageId);
            span.SetTag("items.webhook.attempt", request.Attempt);
        }

        return span;
    }

    public static void End(Activity? span, RequestResult result)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag("items.webhook.outcome", result.Outcome);
        span.SetTag("http.response.status_code", (int?)result.Status);
        if (!result.IsDelivered)
        {
            span.SetTag("error.type", result.Status is { } status ? $"{(int)status}" : result.Outcome);
            span.SetStatus(ActivityStatusCode.Error, result.Error);
        }
    }

    private static ActivityContext Parse(string traceparent) => ActivityContext.TryParse(traceparent, traceState: null, isRemote: true, out var trace) ? trace : default;
}
