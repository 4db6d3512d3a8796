using System.Text;
using Items.Contracts;
using Items.StreamGateway.Events;

namespace Items.StreamGateway.Sse;

/// <summary>An event as Server-Sent Events write it: <c>id: {cursor}\nevent: {type}\ndata: {json}\n\n</c>.</summary>
internal static class SseBlock
{
    private const int CursorLength = Cursor.EpochLength + 1 + Cursor.SequenceDigits;

    /// <summary>Bytes before the JSON at most: the envelope reader takes types of up to 64 characters.</summary>
    public const int MaxHeadLength = 128;

    /// <summary>What follows the JSON.</summary>
    public static ReadOnlySpan<byte> End => "\n\n"u8;

    /// <summary>Bytes before the JSON.</summary>
    public static int HeadLength(in Envelope envelope) => "id: \nevent: \ndata: ".Length + CursorLength + envelope.Type.Length;

    /// <summary>Writes what precedes the JSON. The type is ASCII: the envelope reader saw to it.</summary>
    public static void WriteHead(Span<byte> destination, in Envelope envelope)
    {
        "id: "u8.CopyTo(destination);
        envelope.Epoch.TryFormat(destination[4..], out _, "x8");
        destination[4 + Cursor.EpochLength] = (byte)'-';
        envelope.Seq.TryFormat(destination[(5 + Cursor.EpochLength)..], out _, "D20");
        var rest = destination[(4 + CursorLength)..];
        "\nevent: "u8.CopyTo(rest);
        var type = Encoding.ASCII.GetBytes(envelope.Type, rest["\nevent: ".Length..]);
        "\ndata: "u8.CopyTo(rest[("\nevent: ".Length + type)..]);
    }
}
