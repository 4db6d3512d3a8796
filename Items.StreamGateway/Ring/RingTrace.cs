using System.Diagnostics;

namespace Items.StreamGateway.Ring;

/// <summary>The consumer span of a sampled event, as bytes among the others: <c>[trace id][span id][flags]</c>. An untraced event has none.</summary>
internal static class RingTrace
{
    private const int TraceIdLength = 16;
    private const int SpanIdLength = 8;
    private const int Length = TraceIdLength + SpanIdLength + 1;

    public static int LengthOf(in ActivityContext trace) => trace == default ? 0 : Length;

    public static void Write(Span<byte> destination, in ActivityContext trace)
    {
        trace.TraceId.CopyTo(destination[..TraceIdLength]);
        trace.SpanId.CopyTo(destination.Slice(TraceIdLength, SpanIdLength));
        destination[Length - 1] = (byte)trace.TraceFlags;
    }

    public static ActivityContext Read(ReadOnlySpan<byte> bytes) => new(
        ActivityTraceId.CreateFromBytes(bytes[..TraceIdLength]),
        ActivitySpanId.CreateFromBytes(bytes.Slice(TraceIdLength, SpanIdLength)),
        (ActivityTraceFlags)bytes[Length - 1]);
}
