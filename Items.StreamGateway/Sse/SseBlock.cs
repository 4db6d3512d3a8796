using System.Text;
using Items.Contracts;
using Items.StreamGateway.Events;

namespace Items.StreamGateway.Sse;

/// <summary>
/// An event as Server-Sent Events write it: <c>id: {cursor}\nevent: {type}\ndata: {json}\n\n</c>. One that has no position has no <c>id</c> line, so that the
/// client's last event id stays as it is.
/// </summary>
internal static class SseBlock
{
    private const int IdLength = 4 + CursorLength + 1;
    private const int CursorLength = Cursor.EpochLength + 1 + Cursor.SequenceDigits;

    /// <summary>Bytes before the JSON at most: the envelope reader takes types of up to 64 characters.</summary>
    public const int MaxHeadLength = 128;

    /// <summary>What follows the JSON.</summary>
    public static ReadOnlySpan<byte> End => "\n\n"u8;

    /// <summary>Bytes before the JSON.</summary>
    public static int HeadLength(in Envelope envelope) => (envelope.IsNumbered ? IdLength : 0) + "event: \ndata: ".Length + envelope.Type.Length;

    /// <summary>Writes what precedes the JSON. The type is ASCII: the envelope reader saw to it.</summary>
    public static void WriteHead(Span<byte> destination, in Envelope envelope)
    {
        if (envelope.IsNumbered)
        {
            WriteId(destination, envelope);
            destination = destination[IdLength..];
        }

        "event: "u8.CopyTo(destination);
        var type = Encoding.ASCII.GetBytes(envelope.Type, destination["event: ".Length..]);
        "\ndata: "u8.CopyTo(destination[("event: ".Length + type)..]);
    }

    private static void WriteId(Span<byte> destination, in Envelope envelope)
    {
        "id: "u8.CopyTo(destination);
        envelope.Epoch.TryFormat(destination[4..], out _, "x8");
        destination[4 + Cursor.EpochLength] = (byte)'-';
        envelope.Seq.TryFormat(destination[(5 + Cursor.EpochLength)..], out _, "D20");
        destination[IdLength - 1] = (byte)'\n';
    }
}
