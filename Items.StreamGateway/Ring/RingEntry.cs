using System.Diagnostics;
using System.Text.Json;
using Items.StreamGateway.Events;
using Items.StreamGateway.Sse;
using Items.StreamGateway.WebSockets;

namespace Items.StreamGateway.Ring;

/// <summary>
/// One event, framed once for every transport and immutable from then on. All its bytes are one array,
/// <c>[SSE head][WebSocket header][JSON]["\n\n"]</c>: the WebSocket frame is the middle, the SSE block is the head and everything from the JSON on.
/// </summary>
internal sealed class RingEntry
{
    /// <summary>What an entry occupies beside its bytes, roughly.</summary>
    private const int Overhead = 192;

    private readonly byte[] _bytes;
    private readonly int _webSocketStart;
    private readonly int _jsonStart;
    private ParsedAttributes? _attributes;
    private int _firstDelivery;

    public RingEntry(in Envelope envelope, ReadOnlySpan<byte> json, ActivityContext trace = default)
    {
        Envelope = envelope;
        Trace = trace;
        _webSocketStart = SseBlock.HeadLength(envelope);
        _jsonStart = _webSocketStart + ServerFrame.HeaderLength(json.Length);
        _bytes = GC.AllocateUninitializedArray<byte>(_jsonStart + json.Length + SseBlock.End.Length);
        SseBlock.WriteHead(_bytes, envelope);
        ServerFrame.WriteHeader(_bytes.AsSpan(_webSocketStart), ServerFrame.Text, json.Length);
        json.CopyTo(_bytes.AsSpan(_jsonStart));
        SseBlock.End.CopyTo(_bytes.AsSpan(_jsonStart + json.Length));
    }

    public Envelope Envelope { get; }

    public long Seq => Envelope.Seq;

    public uint Epoch => Envelope.Epoch;

    /// <summary>The consumer span of a sampled event; default for every other.</summary>
    public ActivityContext Trace { get; }

    /// <summary>Bytes of memory.</summary>
    public int Size => _bytes.Length + Overhead;

    public ReadOnlySpan<byte> WebSocketFrame => _bytes.AsSpan(_webSocketStart..^SseBlock.End.Length);

    public ReadOnlySpan<byte> SseHead => _bytes.AsSpan(0, _webSocketStart);

    /// <summary>The JSON and the end of the block.</summary>
    public ReadOnlySpan<byte> SseBody => _bytes.AsSpan(_jsonStart);

    /// <summary>The event itself, as it came.</summary>
    public ReadOnlySpan<byte> Json => _bytes.AsSpan(_jsonStart..^SseBlock.End.Length);

    /// <summary><c>data.attributes</c>, parsed once, when the first subscriber asks.</summary>
    public JsonElement Attributes
    {
        get
        {
            // Two readers at once parse twice and keep either: the results are equal.
            var parsed = Volatile.Read(ref _attributes);
            if (parsed is null)
            {
                parsed = new ParsedAttributes(AttributesOf(Envelope, Json));
                Volatile.Write(ref _attributes, parsed);
            }

            return parsed.Element;
        }
    }

    /// <summary>Parses <c>data.attributes</c>; an undefined element when the event has none.</summary>
    public static JsonElement AttributesOf(in Envelope envelope, ReadOnlySpan<byte> json)
    {
        if (envelope.AttributesLength == 0)
        {
            return default;
        }

        var reader = new Utf8JsonReader(json.Slice(envelope.AttributesStart, envelope.AttributesLength));
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>True once: for the subscriber that delivers the event first.</summary>
    public bool TryClaimFirstDelivery() => Interlocked.Exchange(ref _firstDelivery, 1) == 0;

    private sealed record ParsedAttributes(JsonElement Element);
}
