using System.Text;

namespace Items.Benchmarks.FanOut;

/// <summary>What a subscriber of one kind of server says at first, and how it counts.</summary>
/// <param name="Handshake">What is sent, and what the answer ends with, step by step; for a port.</param>
/// <param name="CreateCounter">A counter of messages.</param>
internal sealed record Protocol(Func<int, IEnumerable<(byte[] Sent, byte[] Awaited)>> Handshake, Func<MessageCounter> CreateCounter)
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    /// <summary>A WebSocket on which one event is one message.</summary>
    public static Protocol WebSocket(string path, string? subprotocol = null) =>
        new(port => [(Upgrade(port, path, subprotocol), EndOfHead)], () => new FrameCounter([], Stamp.At));

    /// <summary>An endless answer in blocks, each of which has one line that begins so.</summary>
    public static Protocol ServerSentEvents(string path, string line) =>
        new(port => [(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"), EndOfHead)], () => new BlockCounter(Encoding.ASCII.GetBytes($"\n{line}:")));

    /// <summary>Socket.IO 5 over Engine.IO 4: open, connect to the one namespace; an event is a packet that begins with 42.</summary>
    public static Protocol SocketIo { get; } = new(
        port => [(Upgrade(port, "/socket.io/?EIO=4&transport=websocket", null), "upgrades"u8.ToArray()), (Frame("40"), "40{"u8.ToArray())],
        () => new FrameCounter("42"u8.ToArray(), Stamp.At));

    /// <summary>STOMP 1.2 over WebSocket, as RabbitMQ speaks it; a message is one frame of both.</summary>
    public static Protocol Stomp(string user, string password) => new(
        port =>
        [
            (Upgrade(port, "/ws", "v12.stomp"), EndOfHead),
            (Frame($"CONNECT\naccept-version:1.2\nhost:/\nheart-beat:0,0\nlogin:{user}\npasscode:{password}\n\n\0"), "CONNECTED"u8.ToArray()),
            (Frame("SUBSCRIBE\nid:0\ndestination:/exchange/items.events/#\nack:auto\nreceipt:ready\n\n\0"), "RECEIPT"u8.ToArray()),
        ],
        () => new FrameCounter("MESSAGE"u8.ToArray(), Stamp.At));

    private static byte[] Upgrade(int port, string path, string? subprotocol) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + (subprotocol is null ? "" : $"Sec-WebSocket-Protocol: {subprotocol}\r\n") + "\r\n");

    /// <summary>A text frame of a client; the mask is all zeros.</summary>
    private static byte[] Frame(string text) => text.Length < 126
        ? [0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)]
        : [0x81, 0x80 | 126, (byte)(text.Length >> 8), (byte)text.Length, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)];
}
