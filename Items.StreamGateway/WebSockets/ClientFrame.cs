using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Items.StreamGateway.WebSockets;

/// <summary>What the bytes at the front of the buffer are.</summary>
internal enum ClientFrameKind
{
    /// <summary>Not yet a whole header, or not yet a whole control frame.</summary>
    Incomplete,

    /// <summary>Something RFC 6455 forbids a client to send.</summary>
    Invalid,

    /// <summary>The header of a text or binary frame; its payload is not looked at.</summary>
    Data,

    /// <summary>The header of a frame that continues a message.</summary>
    Continuation,
    Close,
    Ping,
    Pong,
}

/// <summary>
/// One frame from a client. Control frames are complete; of a data frame only the header is here, because the stream takes no messages.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="HeaderLength">Bytes before the payload.</param>
/// <param name="PayloadLength">Bytes of payload it announces.</param>
/// <param name="Mask">The key that the payload is masked with.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClientFrame(ClientFrameKind Kind, int HeaderLength, long PayloadLength, uint Mask)
{
    /// <summary>Bytes that always hold one whole control frame or one whole header.</summary>
    public const int MaxLength = 2 + sizeof(uint) + ServerFrame.MaxControlPayload;

    private const byte Final = 0x80;
    private const byte Reserved = 0x70;
    private const byte Masked = 0x80;

    public static ClientFrame Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
        {
            return default;
        }

        var kind = KindOf(bytes[0] & 0x0F);
        var shortLength = bytes[1] & 0x7F;
        var isControl = kind is ClientFrameKind.Close or ClientFrameKind.Ping or ClientFrameKind.Pong;
        if (kind == ClientFrameKind.Invalid
            || (bytes[0] & Reserved) != 0
            || (bytes[1] & Masked) == 0
            || (isControl && ((bytes[0] & Final) == 0 || shortLength > ServerFrame.MaxControlPayload)))
        {
            return new ClientFrame(ClientFrameKind.Invalid, 0, 0, 0);
        }

        var lengthBytes = shortLength switch { 126 => sizeof(ushort), 127 => sizeof(ulong), _ => 0 };
        var header = 2 + lengthBytes + sizeof(uint);
        if (bytes.Length < header || (isControl && bytes.Length < header + shortLength))
        {
            return default;
        }

        var length = lengthBytes switch
        {
            sizeof(ushort) => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            sizeof(ulong) => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            _ => shortLength,
        };
        return length < 0
            ? new ClientFrame(ClientFrameKind.Invalid, 0, 0, 0)
            : new ClientFrame(kind, header, length, BinaryPrimitives.ReadUInt32BigEndian(bytes[(header - sizeof(uint))..]));
    }

    /// <summary>The payload of a control frame, unmasked.</summary>
    public byte[] Unmask(ReadOnlySpan<byte> bytes)
    {
        if (PayloadLength == 0)
        {
            return [];
        }

        var payload = bytes.Slice(HeaderLength, (int)PayloadLength).ToArray();
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] ^= (byte)(Mask >> (8 * (3 - (i % 4))));
        }

        return payload;
    }

    private static ClientFrameKind KindOf(int opcode) => opcode switch
    {
        0x0 => ClientFrameKind.Continuation,
        0x1 or 0x2 => ClientFrameKind.Data,
        0x8 => ClientFrameKind.Close,
        0x9 => ClientFrameKind.Ping,
        0xA => ClientFrameKind.Pong,
        _ => ClientFrameKind.Invalid,
    };
}
