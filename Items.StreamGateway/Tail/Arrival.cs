using System.Diagnostics;
using Items.StreamGateway.Events;

namespace Items.StreamGateway.Tail;

/// <summary>A message that waits for the tail: a copy, because the broker's client takes its bytes back. It is garbage as soon as the ring has it, before it gets old.</summary>
internal sealed class Arrival(in Envelope envelope, ReadOnlySpan<byte> json, ActivityContext trace)
{
    /// <summary>What one occupies beside its bytes, roughly.</summary>
    private const int Overhead = 192;

    private readonly byte[] _json = json.ToArray();

    public Envelope Envelope { get; } = envelope;

    /// <summary>The consumer span of a sampled event; default for every other.</summary>
    public ActivityContext Trace { get; } = trace;

    public long Seq => Envelope.Seq;

    public uint Epoch => Envelope.Epoch;

    public ReadOnlySpan<byte> Json => _json;

    /// <summary>Bytes of memory.</summary>
    public int Size => _json.Length + Overhead;
}
