using System.Diagnostics;
using Items.Contracts;
using Items.StreamGateway.Events;
using Items.StreamGateway.Ring;

namespace Items.StreamGateway.Telemetry;

/// <summary>
/// Carries a change's trace through the gateway: a consumer span when the event arrives, a producer span when the first subscriber gets it.
/// An event without a sampled trace costs one look at its flags, and nothing at all while nobody listens.
/// </summary>
internal sealed class EventTracing : IDisposable
{
    private const string SystemTag = "messaging.system";

    private readonly ActivitySource _source = new("Items.StreamGateway");

    public bool IsOn => _source.HasListeners();

    /// <summary>An ambient, unsampled activity: what runs under it, here and in the Api, makes no trace.</summary>
    public static Activity Untraced() => new Activity("untraced").SetIdFormat(ActivityIdFormat.W3C).Start();

    /// <summary>Records the arrival of an event under the trace of its request; default when that is not sampled.</summary>
    /// <param name="envelope">The event.</param>
    /// <param name="header">The message's own trace header, which is nearer than the event's; null when it came from history.</param>
    /// <param name="length">Bytes of the event.</param>
    public ActivityContext Receive(in Envelope envelope, string? header, int length)
    {
        if (!ActivityContext.TryParse(header, null, isRemote: true, out var parent)
            && !ActivityContext.TryParse(envelope.Traceparent, null, isRemote: true, out parent))
        {
            return default;
        }

        if (!parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
        {
            return default;
        }

        using var span = _source.StartActivity($"receive {MessagingNames.Exchange}", ActivityKind.Consumer, parent);
        if (span is null)
        {
            return default;
        }

        span.SetTag(SystemTag, header is null ? "items_history" : "rabbitmq");
        span.SetTag("messaging.operation.type", "receive");
        span.SetTag("messaging.operation.name", "receive");
        span.SetTag("messaging.destination.name", MessagingNames.Exchange);
        span.SetTag("messaging.rabbitmq.destination.routing_key", envelope.Type);
        span.SetTag("messaging.message.id", Cursor.FormatSequence(envelope.Seq));
        span.SetTag("messaging.message.body.size", length);
        return span.Context;
    }

    /// <summary>The span of an event's first delivery; null for an untraced event and for every later delivery. Stop it when the bytes are written.</summary>
    public Activity? Deliver(in RingEvent entry, string transport)
    {
        if (!entry.TryClaimFirstDelivery(out var trace))
        {
            return null;
        }

        var span = _source.StartActivity($"deliver {entry.Type}", ActivityKind.Producer, trace);
        span?.SetTag(SystemTag, "items");
        span?.SetTag("messaging.operation.type", "send");
        span?.SetTag("messaging.operation.name", "deliver");
        span?.SetTag("messaging.message.id", Cursor.FormatSequence(entry.Seq));
        span?.SetTag("network.protocol.name", transport);
        return span;
    }

    public void Dispose() => _source.Dispose();
}
