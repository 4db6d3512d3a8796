using System.Numerics;
using Items.Contracts;

namespace Items.Web.Live;

/// <summary>
/// The newest changes, rendered and framed, by sequence number. One writer appends without a hole; any number of readers read without a lock: a slot
/// holds one immutable entry that knows its number, so a reader that was overtaken sees another number and knows.
/// </summary>
internal sealed class LiveRing(string epoch, long start, int capacity)
{
    private readonly Entry?[] _slots = new Entry?[BitOperations.RoundUpToPowerOf2((uint)capacity)];
    private readonly long _start = start;
    private long _head = start;

    public string Epoch => epoch;

    /// <summary>The newest number that can be read.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>The oldest number that can be read, or <see cref="Head"/> + 1 when there is none.</summary>
    public long First => Math.Max(_start, Head - _slots.Length) + 1;

    public Cursor HeadCursor => new(epoch, Head);

    public void Append(long seq, byte[] frame)
    {
        if (seq != _head + 1)
        {
            throw new ArgumentOutOfRangeException(nameof(seq), seq, $"The next number is {_head + 1}.");
        }

        Volatile.Write(ref _slots[seq & (_slots.Length - 1)], new Entry(seq, frame));
        Volatile.Write(ref _head, seq);
    }

    /// <summary>Null when it is not there any more, or not yet.</summary>
    public byte[]? Read(long seq)
    {
        var entry = Volatile.Read(ref _slots[seq & (_slots.Length - 1)]);
        return entry?.Seq == seq ? entry.Frame : null;
    }

    private sealed record Entry(long Seq, byte[] Frame);
}
