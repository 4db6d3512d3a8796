namespace Items.Benchmarks.FanOut;

/// <summary>Counts the messages in a stream of bytes that comes in any pieces, and looks into some of them for the time of their making.</summary>
internal abstract class MessageCounter(Stamp stamp)
{
    /// <summary>One piece in so many is looked into for its time, of each subscriber another one.</summary>
    private const int Sampling = 16;

    private readonly Lock _lock = new();
    private List<double> _latencies = [];
    private long _messages;
    private int _pieces = Random.Shared.Next(Sampling);

    public long Messages => Volatile.Read(ref _messages);

    public void Count(ReadOnlySpan<byte> piece)
    {
        Volatile.Write(ref _messages, _messages + CountIn(piece));
        if (++_pieces % Sampling == 0)
        {
            lock (_lock)
            {
                stamp.AddAges(piece, _latencies);
            }
        }
    }

    public List<double> TakeLatencies()
    {
        lock (_lock)
        {
            var taken = _latencies;
            _latencies = [];
            return taken;
        }
    }

    /// <summary>Messages that end in this piece.</summary>
    protected abstract int CountIn(ReadOnlySpan<byte> piece);
}

/// <summary>Text messages in frames of a server (RFC 6455, section 5.2); with a prefix only those that begin so.</summary>
internal sealed class FrameCounter(byte[] prefix, Stamp stamp) : MessageCounter(stamp)
{
    private readonly byte[] _head = new byte[10 + prefix.Length];
    private int _filled;
    private long _rest;

    protected override int CountIn(ReadOnlySpan<byte> piece)
    {
        var messages = 0;
        while (piece.Length > 0)
        {
            if (_rest > 0)
            {
                var skipped = (int)Math.Min(_rest, piece.Length);
                _rest -= skipped;
                piece = piece[skipped..];
                continue;
            }

            // Byte by byte only through the head and the prefix of a frame.
            _head[_filled++] = piece[0];
            piece = piece[1..];
            if (_filled >= 2 && _filled >= HeadLength && PayloadLength is var payload && (_filled == HeadLength + Math.Min(prefix.Length, payload)))
            {
                messages += (_head[0] & 0x0F) <= 1 && payload >= prefix.Length && _head.AsSpan(HeadLength, prefix.Length).SequenceEqual(prefix) ? 1 : 0;
                _rest = payload - Math.Min(prefix.Length, payload);
                _filled = 0;
            }
        }

        return messages;
    }

    private int HeadLength => _head[1] switch { 126 => 4, 127 => 10, _ => 2 };

    private long PayloadLength => _head[1] switch
    {
        126 => System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(_head.AsSpan(2)),
        127 => System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(_head.AsSpan(2)),
        var length => length,
    };
}

/// <summary>Blocks of Server-Sent Events in a chunked body (RFC 9112, section 7.1), by something that each of them has once.</summary>
internal sealed class BlockCounter(byte[] start) : MessageCounter(Stamp.At)
{
    private int _matched;
    private long _rest;
    private long _size;

    protected override int CountIn(ReadOnlySpan<byte> piece)
    {
        var blocks = 0;
        while (piece.Length > 0)
        {
            if (_rest > 0)
            {
                var length = (int)Math.Min(_rest, piece.Length);
                blocks += CountInText(piece[..length]);
                _rest -= length;
                piece = piece[length..];
                continue;
            }

            // The line between two chunks: its hexadecimal digits are the size of the next.
            var digit = HexDigit(piece[0]);
            if (digit >= 0)
            {
                _size = (_size * 16) + digit;
            }
            else if (piece[0] == '\n')
            {
                (_size, _rest) = (0, _size);
            }

            piece = piece[1..];
        }

        return blocks;
    }

    private static int HexDigit(byte character) => (char)character switch
    {
        >= '0' and <= '9' => character - '0',
        >= 'a' and <= 'f' => character - 'a' + 10,
        >= 'A' and <= 'F' => character - 'A' + 10,
        _ => -1,
    };

    private int CountInText(ReadOnlySpan<byte> text)
    {
        var blocks = 0;
        // What began in the text before.
        while (_matched > 0 && text.Length > 0)
        {
            _matched = text[0] == start[_matched] ? _matched + 1 : 0;
            text = text[1..];
            if (_matched == start.Length)
            {
                blocks++;
                _matched = 0;
            }
        }

        blocks += text.Count(start);
        for (var length = Math.Min(start.Length - 1, text.Length); length > 0; length--)
        {
            if (text.EndsWith(start.AsSpan(0, length)))
            {
                _matched = length;
                break;
            }
        }

        return blocks;
    }
}
