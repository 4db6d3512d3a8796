using System.Buffers.Binary;

namespace Items.EndToEnd.Tests.Hostile;

/// <summary>What one connection sends after its handshake, and how it ends.</summary>
/// <param name="Pieces">The bytes, in the portions in which they are written.</param>
/// <param name="IsRefused">Whether they hold something that the gateway must close the connection for; else it may as well wait for more.</param>
/// <param name="Ending">What the client does when it has written all.</param>
internal sealed record FrameSequence(IReadOnlyList<byte[]> Pieces, bool IsRefused, ClientEnding Ending);

internal enum ClientEnding
{
    /// <summary>It waits for the answer, for a while.</summary>
    Waits,

    /// <summary>It ends its side and waits.</summary>
    EndsItsSide,

    /// <summary>It goes, in order.</summary>
    Goes,

    /// <summary>It goes without order.</summary>
    Resets,
}

/// <summary>Generates, from a seed, what no client should send over a WebSocket: frames wrong in their bits, lengths, masks and order, cut off, and run together with good ones.</summary>
internal sealed class MalformedFrames(int seed)
{
    private readonly Random _random = new(seed);

    public FrameSequence Next()
    {
        var bytes = new List<byte>();
        var (isRefused, isClosed) = (false, false);
        for (var frames = _random.Next(1, 6); frames > 0 && !isRefused; frames--)
        {
            var (frame, refused) = _random.Next(3) == 0 ? Good() : Bad();
            bytes.AddRange(frame);
            isRefused = refused;
            isClosed = refused && frame is [0x88, >= 0x80 and < 0xFE, ..];
        }

        // Whatever comes after a refusal must not matter.
        var noise = Noise(_random.Next(4) == 0 ? _random.Next(5_000) : 0);
        bytes.AddRange(noise);
        var isCut = !isRefused && _random.Next(3) == 0;
        var sent = isCut ? bytes[.._random.Next(bytes.Count)] : bytes;
        // Who goes on sending behind its own close may find the connection closed, and reset, before it has read the answer.
        return new([.. Split([.. sent])], isRefused && !(isClosed && noise.Length > 0), (ClientEnding)_random.Next(4));
    }

    private (byte[] Frame, bool IsRefused) Good() => _random.Next(2) == 0
        ? (Frame(0x89, Noise(_random.Next(126))), false)
        : (Frame(0x8A, Noise(_random.Next(126))), false);

    private (byte[] Frame, bool IsRefused) Bad() => _random.Next(11) switch
    {
        0 => (Unmasked((byte)(0x80 | _random.Next(16)), Noise(_random.Next(100))), true),
        1 => (Frame((byte)(0x81 | (_random.Next(1, 8) << 4)), Noise(_random.Next(100))), true),
        2 => (Frame((byte)(0x80 | Pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])), Noise(_random.Next(100))), true),
        3 => (Frame((byte)Pick([0x08, 0x09, 0x0A]), Noise(_random.Next(126))), true),
        4 => (Frame((byte)Pick([0x88, 0x89, 0x8A]), Noise(_random.Next(126, 3_000))), true),
        5 => (Frame((byte)Pick([0x81, 0x82, 0x01, 0x02]), Noise(_random.Next(5_000))), true),
        6 => (Frame((byte)Pick([0x00, 0x80]), Noise(_random.Next(5_000))), true),
        7 => (Announcing(0x82, _random.NextInt64(4_097, long.MaxValue)), true),
        8 => (Announcing(0x82, _random.NextInt64(long.MinValue, 0)), true),
        9 => (Frame(0x88, CloseReason()), true),
        _ => (Frame(0x89, Noise(5)), false),
    };

    private byte[] CloseReason() => _random.Next(4) switch
    {
        0 => [],
        1 => [(byte)_random.Next(256)],
        2 => [(byte)_random.Next(256), (byte)_random.Next(256)],
        _ => [0x03, 0xE8, .. Noise(_random.Next(1, 123))],
    };

    private byte[] Frame(byte first, byte[] payload)
    {
        var mask = Noise(4);
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] ^= mask[i % 4];
        }

        return [first, .. Length(payload.Length, 0x80), .. mask, .. payload];
    }

    private static byte[] Unmasked(byte first, byte[] payload) => [first, .. Length(payload.Length, 0), .. payload];

    /// <summary>A header and not a byte of what it announces.</summary>
    private byte[] Announcing(byte first, long length)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, length);
        return [first, 0x80 | 127, .. bytes, .. Noise(4)];
    }

    private static byte[] Length(int length, byte masked) => length <= 125
        ? [(byte)(masked | length)]
        : [(byte)(masked | 126), (byte)(length >> 8), (byte)length];

    private byte[] Noise(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private IEnumerable<byte[]> Split(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = _random.Next(3) == 0 ? _random.Next(1, 10) : bytes.Length - at;
            length = Math.Min(length, bytes.Length - at);
            yield return bytes[at..(at + length)];
            at += length;
        }
    }

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
