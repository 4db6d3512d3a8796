namespace Items.Contracts;

/// <summary>Where to follow the changes.</summary>
/// <param name="Url">WebSocket URL, usable as it is.</param>
/// <param name="Sse">Server-Sent Events URL, usable as it is.</param>
/// <param name="Protocol">WebSocket subprotocol to offer; optional for the client.</param>
/// <param name="Cursor">The log's position now: append <c>?after=</c> and this to either URL to miss nothing that happens after this answer.</param>
public sealed record SocketInfo(Uri Url, Uri Sse, string Protocol, string Cursor);
