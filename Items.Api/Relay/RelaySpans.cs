using System.Diagnostics;
using Items.Contracts;
using Items.Data.Log;

namespace Items.Api.Relay;

/// <summary>One producer span for each sampled event of a batch (OpenTelemetry messaging conventions), from its publish to the batch's confirm. Nothing for the others.</summary>
internal sealed class RelaySpans
{
    private readonly IReadOnlyList<LogEvent> _events;
    private readonly Activity?[]? _spans;

    public RelaySpans(IReadOnlyList<LogEvent> events)
    {
        _events = events;
        if (!RelayTelemetry.Source.HasListeners())
        {
            return;
        }

        for (var i = 0; i < events.Count; i++)
        {
            if (Start(events[i]) is { } span)
            {
                _spans ??= new Activity?[events.Count];
                _spans[i] = span;
            }
        }
    }

    /// <summary>What the message carries: the producer span, or the request's context as it was stored.</summary>
    public string? Traceparent(int index) => _spans?[index]?.Id ?? _events[index].Traceparent;

    public void End()
    {
        foreach (var span in _spans ?? [])
        {
            span?.Dispose();
        }
    }

    private static Activity? Start(LogEvent logged)
    {
        if (!ActivityContext.TryParse(logged.Traceparent, traceState: null, isRemote: true, out var request) || !request.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
        {
            return null;
        }

        var span = RelayTelemetry.Source.CreateActivity($"publish {MessagingNames.Exchange}", ActivityKind.Producer, request);
        span?.SetTag("messaging.system", "rabbitmq");
        span?.SetTag("messaging.operation.type", "send");
        span?.SetTag("messaging.destination.name", MessagingNames.Exchange);
        span?.SetTag("messaging.rabbitmq.destination.routing_key", logged.Type);
        span?.SetTag("messaging.message.id", Cursor.FormatSequence(logged.Seq));
        return span?.Start();
    }
}
