using System.Globalization;
using System.Text;
using Items.Contracts;
using Items.StreamGateway.Events;

namespace Items.StreamGateway.Subscribers;

/// <summary>The event <c>stream.checkpoint</c>: everything up to its <c>sequence</c> has been considered for this subscriber.</summary>
internal static class Checkpoint
{
    /// <summary>
    /// Its CloudEvents <c>id</c> is not the bare number: that is the id of the event at this position, and whoever reads two streams of the same
    /// <c>source</c> may take equal ids for duplicates.
    /// </summary>
    public static byte[] Write(Cursor position, DateTimeOffset now)
    {
        var sequence = Cursor.FormatSequence(position.Seq);
        var time = now.UtcDateTime.ToString(Rfc3339Converter.Format, CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes(
            $$"""{"specversion":"1.0","id":"{{sequence}}-checkpoint","source":"{{Cursor.SourcePrefix}}{{position.Epoch}}","type":"{{EventTypes.Checkpoint}}","time":"{{time}}","sequence":"{{sequence}}"}""");
    }

    public static Envelope EnvelopeAt(uint epoch, long seq) => new(seq, epoch, EventTypes.Checkpoint, null, 0, 0, null);
}
