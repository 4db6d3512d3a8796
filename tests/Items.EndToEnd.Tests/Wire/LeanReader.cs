using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;
using Items.Testing.Processes;

namespace Items.EndToEnd.Tests.Wire;

/// <summary>
/// A subscriber that costs next to nothing, so that hundreds fit beside what they measure: a socket, a buffer, and a look at each frame's number and at the time in some
/// frames' texts. It fails at the first number that does not follow its predecessor: by one, or, when the stream is filtered, by whatever.
/// </summary>
internal sealed class LeanReader : IDisposable
{
    /// <summary>One event in so many is timed.</summary>
    private const int Sampling = 8;

    private static readonly byte[] Pong = [0x8A, 0x80, 0, 0, 0, 0];
    private readonly RawConnection _connection;
    private readonly byte[] _buffer = new byte[96 * 1024];
    private readonly List<float> _milliseconds = [];
    private readonly Lock _lock = new();
    private long _position;
    private int _filled;

    private readonly bool _isFiltered;

    private LeanReader(RawConnection connection, long after, bool isFiltered) => (_connection, _position, _isFiltered) = (connection, after, isFiltered);

    /// <summary>The number of the last event that was read.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Ends with the connection, or with what is wrong in the stream.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    private static ReadOnlySpan<byte> BeforeNumber => "{\"specversion\":\"1.0\",\"id\":\""u8;

    private static ReadOnlySpan<byte> BeforeTime => "\"item\":\"@"u8;

    /// <summary>Opens a stream and reads nothing of it.</summary>
    /// <param name="host">Whoever serves <c>/ws</c>.</param>
    /// <param name="after">The position to start after.</param>
    /// <param name="receiveBuffer">Bytes that the kernel takes for it, or as many as it likes.</param>
    /// <param name="filter">E.g. <c>types=item.deleted</c>.</param>
    public static async Task<LeanReader> OpenAsync(HostProcess host, long after, int? receiveBuffer = null, string? filter = null)
    {
        var connection = await RawConnection.OpenAsync(host, receiveBuffer);
        (await connection.UpgradeAsync($"?after={after}{(filter is null ? "" : "&" + filter)}")).ShouldBe(101);
        return new LeanReader(connection, after, filter is not null);
    }

    /// <summary>The start of a text that carries the present time.</summary>
    public static string TextOfNow() => $"@{Stopwatch.GetTimestamp():D20} ";

    public void Start() => Reading = Task.Run(ReadAsync);

    /// <summary>The samples since the last call: milliseconds between the making of a text and its arrival.</summary>
    public float[] TakeSamples()
    {
        lock (_lock)
        {
            float[] samples = [.. _milliseconds];
            _milliseconds.Clear();
            return samples;
        }
    }

    public void Dispose() => _connection.Dispose();

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var read = await _connection.Stream.ReadAsync(_buffer.AsMemory(_filled));
                if (read == 0)
                {
                    return;
                }

                _filled += read;
                if (TakeFrames())
                {
                    await _connection.SendAsync(Pong);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Disposed, or the gateway is gone; the position tells how far it came.
        }
    }

    /// <summary>True when the gateway wants a sign of life.</summary>
    private bool TakeFrames()
    {
        var (at, isPinged, now) = (0, false, Stopwatch.GetTimestamp());
        while (TryFrame(_buffer.AsSpan(at, _filled - at), out var length, out var payload))
        {
            if (_buffer[at] == ServerFrame.Text)
            {
                Take(payload, now);
            }
            else
            {
                _buffer[at].ShouldBe(ServerFrame.Ping);
                isPinged = true;
            }

            at += length;
        }

        _buffer.AsSpan(at, _filled - at).CopyTo(_buffer);
        _filled -= at;
        return isPinged;
    }

    private static bool TryFrame(ReadOnlySpan<byte> bytes, out int length, out ReadOnlySpan<byte> payload)
    {
        length = 0;
        payload = default;
        if (bytes.Length < 4)
        {
            length = bytes is [_, 0] ? 2 : 0;
            return length > 0;
        }

        var head = bytes[1] == 126 ? 4 : 2;
        length = head + (head == 4 ? BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) : bytes[1]);
        if (bytes.Length < length)
        {
            return false;
        }

        payload = bytes[head..length];
        return true;
    }

    private void Take(ReadOnlySpan<byte> json, long now)
    {
        if (!json.StartsWith(BeforeNumber) || !Utf8Parser.TryParse(json.Slice(BeforeNumber.Length, 20), out long seq, out _)
            || seq <= _position || (seq != _position + 1 && !_isFiltered))
        {
            throw new InvalidDataException($"After {_position} came {System.Text.Encoding.UTF8.GetString(json)}");
        }

        Volatile.Write(ref _position, seq);
        if (seq % Sampling == 0 && json.IndexOf(BeforeTime) is >= 0 and var at && Utf8Parser.TryParse(json.Slice(at + BeforeTime.Length, 20), out long made, out _))
        {
            lock (_lock)
            {
                _milliseconds.Add((float)Stopwatch.GetElapsedTime(made, now).TotalMilliseconds);
            }
        }
    }
}
