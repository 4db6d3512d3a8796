namespace Items.Contracts;

/// <summary>Paths, headers and protocol names of the interfaces.</summary>
public static class StreamNames
{
    /// <summary>Response header: the position in the log that the response is consistent with, as a <see cref="Cursor"/>.</summary>
    public const string CursorHeader = "Items-Cursor";

    /// <summary>Request header: makes a write safe to repeat (draft-ietf-httpapi-idempotency-key-header-07).</summary>
    public const string IdempotencyKeyHeader = "Idempotency-Key";

    /// <summary>Response header, <c>true</c> when the answer is that of an earlier request with the same key, and this one changed nothing.</summary>
    public const string IdempotencyReplayedHeader = "Idempotency-Replayed";

    /// <summary>Path of the WebSocket stream.</summary>
    public const string WebSocketPath = "/ws";

    /// <summary>Path of the Server-Sent Events stream.</summary>
    public const string SsePath = "/sse";

    /// <summary>Path of the snapshot, where a reader without a position that is served starts.</summary>
    public const string SnapshotPath = "/api/snapshot";

    /// <summary>WebSocket subprotocol: one CloudEvent in JSON per text message (CloudEvents WebSockets binding 1.0.2).</summary>
    public const string WebSocketSubprotocol = "cloudevents.json";
}
