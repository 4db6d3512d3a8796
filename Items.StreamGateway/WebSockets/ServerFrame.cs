using System.Buffers.Binary;

namespace Items.StreamGateway.WebSockets;

/// <summary>Frames from the server (RFC 6455, section 5.2): whole messages, final, unmasked.</summary>
internal static class ServerFrame
{
    public const byte Text = 0x81;
    public const byte Close = 0x88;
    public const byte Ping = 0x89;
    public const byte Pong = 0x8A;

    /// <summary>The longest payload of a close, ping or pong frame, in bytes.</summary>
    public const int MaxControlPayload = 125;

    /// <summary>The longest header, in bytes.</summary>
    public const int MaxHeaderLength = 10;

    public static int HeaderLength(int payload) => payload <= MaxControlPayload ? 2 : payload <= ushort.MaxValue ? 4 : MaxHeaderLength;

    public static void WriteHeader(Span<byte> destination, byte first, int payload)
    {
        destination[0] = first;
        switch (HeaderLength(payload))
        {
            case 2:
                destination[1] = (byte)payload;
                break;
            case 4:
                destination[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payload);
                break;
            default:
                destination[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)payload);
                break;
        }
    }
}
