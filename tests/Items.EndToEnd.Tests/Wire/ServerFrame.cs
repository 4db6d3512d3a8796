using System.Buffers.Binary;

namespace Items.EndToEnd.Tests.Wire;

/// <summary>A frame from the gateway: whole, final, unmasked (RFC 6455, section 5.2), read without a WebSocket library.</summary>
internal static class ServerFrame
{
    public const byte Text = 0x81;
    public const byte Close = 0x88;
    public const byte Ping = 0x89;
    public const byte Pong = 0x8A;

    public static async Task<(byte First, byte[] Payload)> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[2];
        await stream.ReadExactlyAsync(head, cancellationToken);
        (head[1] & 0x80).ShouldBe(0, "a server does not mask");
        var length = head[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(stream, sizeof(ushort), cancellationToken)),
            127 => (int)BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(stream, sizeof(ulong), cancellationToken)),
            var shortLength => shortLength,
        };
        return (head[0], await ReadAsync(stream, length, cancellationToken));
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
