using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Items.StreamGateway.Events;
using Items.StreamGateway.Ring;
using Items.StreamGateway.Sse;
using Items.StreamGateway.WebSockets;

namespace Items.StreamGateway.Tests.Ring;

/// <summary>Appends events of which every byte follows from their number, so that a reader can tell by the number whether it has the event and nothing but the event.</summary>
internal sealed class RingWriter(EventRing ring)
{
    public const uint Epoch = 0x6923a1c4;

    private readonly byte[] _json = new byte[256 * 1024];

    /// <summary>Mostly as large as this system's, now and then small, and rarely larger than a segment.</summary>
    public static int LengthOf(long seq) => seq % 9_973 == 0 ? 80_000 + (int)(seq % 60_000) : seq % 7 == 0 ? 8 : 8 * (40 + (int)(seq * 7_919 % 80));

    public void Append(long seq, int? length = null, ActivityContext trace = default)
    {
        var json = _json.AsSpan(0, length ?? LengthOf(seq));
        Words(json).Fill(WordOf(seq));
        ring.Append(EnvelopeAt(seq), json, trace);
    }

    /// <summary>Null, or what is not as it was appended.</summary>
    public static string? Wrong(in RingEvent entry, long seq)
    {
        Span<byte> head = stackalloc byte[SseBlock.MaxHeadLength];
        SseBlock.WriteHead(head, EnvelopeAt(seq));
        Span<byte> header = stackalloc byte[ServerFrame.MaxHeaderLength];
        ServerFrame.WriteHeader(header, ServerFrame.Text, entry.Json.Length);
        var frame = entry.WebSocketFrame;
        return entry.Seq != seq ? $"{entry.Seq} instead of {seq}"
            : entry.Json.IsEmpty || Words(entry.Json).ContainsAnyExcept(WordOf(seq)) ? $"the bytes of {seq}"
            : !entry.SseHead.SequenceEqual(head[..SseBlock.HeadLength(EnvelopeAt(seq))]) ? $"the SSE head of {seq}"
            : !frame.StartsWith(header[..(frame.Length - entry.Json.Length)]) || !frame.EndsWith(entry.Json) ? $"the frame of {seq}"
            : null;
    }

    private static Envelope EnvelopeAt(long seq) => new(seq, Epoch, "item.created", null, 0, 0, null);

    private static ulong WordOf(long seq) => BinaryPrimitives.ReverseEndianness((ulong)seq * 0x9E3779B97F4A7C15) | 1;

    private static Span<ulong> Words(Span<byte> bytes) => MemoryMarshal.Cast<byte, ulong>(bytes);

    private static ReadOnlySpan<ulong> Words(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, ulong>(bytes);
}
