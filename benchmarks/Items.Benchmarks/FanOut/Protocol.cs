using System.Buffers.Binary;
using System.Text;

namespace Items.Benchmarks.FanOut;

/// <summary>What a subscriber of one kind of server says at first, and how it counts.</summary>
/// <param name="Handshake">What is sent, and how long the answer is, step by step; for a port. What comes after the last is counted.</param>
/// <param name="CreateCounter">A counter of messages.</param>
internal sealed record Protocol(Func<int, IEnumerable<(byte[] Sent, Answer Answer)>> Handshake, Func<MessageCounter> CreateCounter)
{
    /// <summary>A WebSocket on which one event is one message.</summary>
    public static Protocol WebSocket(string path, string? subprotocol = null) =>
        new(port => [(Upgrade(port, path, subprotocol), Head)], () => new FrameCounter([], Stamp.At));

    /// <summary>An endless answer in blocks, each of which has one line that begins so.</summary>
    public static Protocol ServerSentEvents(string path, string line) =>
        new(port => [(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"), Head)], () => new BlockCounter(Encoding.ASCII.GetBytes($"\n{line}:")));

    /// <summary>Socket.IO 5 over Engine.IO 4: open, connect to the one namespace; an event is a packet that begins with 42.</summary>
    public static Protocol SocketIo { get; } = new(
        port => [(Upgrade(port, "/socket.io/?EIO=4&transport=websocket", null), Head), ([], OneFrame), (Frame("40"), OneFrame)],
        () => new FrameCounter("42"u8.ToArray(), Stamp.At));

    /// <summary>STOMP 1.2 over WebSocket, as RabbitMQ speaks it; a message is one frame of both.</summary>
    public static Protocol Stomp(string user, string password) => new(
        port =>
        [
            (Upgrade(port, "/ws", "v12.stomp"), Head),
            (Frame($"CONNECT\naccept-version:1.2\nhost:/\nheart-beat:0,0\nlogin:{user}\npasscode:{password}\n\n\0"), OneFrame),
            (Frame("SUBSCRIBE\nid:0\ndestination:/exchange/items.events/#\nack:auto\nreceipt:ready\n\n\0"), OneFrame),
        ],
        () => new FrameCounter("MESSAGE"u8.ToArray(), Stamp.At));

    private static byte[] Upgrade(int port, string path, string? subprotocol) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + (subprotocol is null ? "" : $"Sec-WebSocket-Protocol: {subprotocol}\r\n") + "\r\n");

    /// <summary>A text frame of a client; the mask is all zeros.</summary>
    private static byte[] Frame(string text) => text.Length < 126
        ? [0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)]
        : [0x81, 0x80 | 126, (byte)(text.Length >> 8), (byte)text.Length, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)];

    private static int Head(ReadOnlySpan<byte> received) => received.IndexOf("\r\n\r\n"u8) is >= 0 and var end ? end + 4 : 0;

    /// <summary>A frame of a server, of less than 64 KiB.</summary>
    private static int OneFrame(ReadOnlySpan<byte> received)
    {
        var length = received.Length < 4 ? int.MaxValue : received[1] < 126 ? 2 + received[1] : 4 + BinaryPrimitives.ReadUInt16BigEndian(received[2..]);
        return length <= received.Length ? length : 0;
    }
}

/// <summary>The length of an answer in what was received; 0 while it is not whole.</summary>
internal delegate int Answer(ReadOnlySpan<byte> received);
