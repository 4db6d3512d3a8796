namespace Items.Contracts;

/// <summary>What RabbitMQ knows us by.</summary>
public static class MessagingNames
{
    /// <summary>Durable topic exchange that every event is published to; the routing key is the event's type.</summary>
    public const string Exchange = "items.events";

    /// <summary>Stream queue bound to everything: direct consumers replay from it by offset.</summary>
    public const string LogStream = "items.log";

    /// <summary>Durable quorum queue of the Workers, bound to everything: each message says to one of them that there may be something to deliver.</summary>
    public const string WebhookQueue = "items.webhooks";

    /// <summary>Content type of a message: one CloudEvent in JSON.</summary>
    public const string EventContentType = "application/cloudevents+json";

    /// <summary>Media type of a JSON array of CloudEvents.</summary>
    public const string EventBatchContentType = "application/cloudevents-batch+json";

    /// <summary>Message header and CloudEvents extension: W3C Trace Context.</summary>
    public const string TraceparentHeader = "traceparent";
}
