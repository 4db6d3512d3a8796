using System.Globalization;
using System.Text;
using Items.Contracts;
using Items.StreamGateway.Events;

namespace Items.StreamGateway.Snapshots;

/// <summary>The events <c>snapshot.begin</c> and <c>snapshot.end</c>, between which the items come.</summary>
internal static class SnapshotMark
{
    /// <summary>It has no position, and neither has what follows it.</summary>
    public static byte[] Begin(Guid snapshot, string epoch, DateTimeOffset now) => Write($"{snapshot}-begin", epoch, EventTypes.SnapshotBegin, now, "");

    /// <summary>It has the position from which the stream goes on.</summary>
    public static byte[] End(Guid snapshot, Cursor position, DateTimeOffset now) => Write(
        $"{snapshot}-end", position.Epoch!, EventTypes.SnapshotEnd, now, $",\"sequence\":\"{Cursor.FormatSequence(position.Seq)}\"");

    public static Envelope BeginEnvelope(uint epoch) => new(Envelope.Unnumbered, epoch, EventTypes.SnapshotBegin, null, 0, 0, null);

    public static Envelope EndEnvelope(uint epoch, long seq) => new(seq, epoch, EventTypes.SnapshotEnd, null, 0, 0, null);

    private static byte[] Write(string id, string epoch, string type, DateTimeOffset now, string sequence)
    {
        var time = now.UtcDateTime.ToString(Rfc3339Converter.Format, CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes(
            $$"""{"specversion":"1.0","id":"{{id}}","source":"{{Cursor.SourcePrefix}}{{epoch}}","type":"{{type}}","time":"{{time}}"{{sequence}}}""");
    }
}
