using System.Numerics;

namespace Items.StreamGateway.Ring;

/// <summary>
/// The ring's memory: all of its segments, those in use and those that wait for their next use, within one bound. At a steady state nothing is allocated here.
/// The writer's only; other threads may look at <see cref="Bytes"/>.
/// </summary>
internal sealed class SegmentSupply(long maxBytes)
{
    private const int MinSegmentBytes = 4 * 1024;
    private const int MaxSegmentBytes = 256 * 1024;

    /// <summary>Segments that the bound is divided into at least, so that what is given up at once is a small part of the whole.</summary>
    private const int MinSegments = 16;

    /// <summary>Bytes to a slot. Smaller events fill the slots before the bytes; those of this system have 400 and more.</summary>
    private const int BytesToSlot = 256;

    private readonly int _segmentBytes = SegmentBytesWithin(maxBytes);
    private readonly Queue<RingSegment> _retired = [];
    private long _bytes;

    /// <summary>Segments in use at the same time at most: none is much smaller than an ordinary one, and one there always is.</summary>
    public int MaxSegments { get; } = (int)(maxBytes / SegmentBytesWithin(maxBytes)) + 1;

    /// <summary>Memory of all segments.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>A segment with room for an event of so many bytes, to be begun; null when there is none within the bound until another is retired.</summary>
    /// <param name="size">An event that is larger than an ordinary segment gets one of its own size.</param>
    /// <param name="isOnly">Nothing can be retired any more: the newest event stays whatever its size.</param>
    public RingSegment? TryRent(int size, bool isOnly)
    {
        var isOrdinary = size <= _segmentBytes;
        if (isOrdinary && TryReuse() is { } reused)
        {
            return reused;
        }

        var (bytes, slots) = isOrdinary ? (_segmentBytes, _segmentBytes / BytesToSlot) : (size, 1);
        var footprint = RingSegment.FootprintOf(bytes, slots);
        while (_bytes + footprint > maxBytes && _retired.TryDequeue(out var retired))
        {
            LetGo(retired);
        }

        if (_bytes + footprint > maxBytes && !isOnly)
        {
            return null;
        }

        Volatile.Write(ref _bytes, _bytes + footprint);
        return new RingSegment(bytes, slots);
    }

    /// <summary>Takes back a segment that no reader finds any more; one that has found it may still have it pinned.</summary>
    public void Retire(RingSegment segment)
    {
        if (segment.Footprint == RingSegment.FootprintOf(_segmentBytes, _segmentBytes / BytesToSlot))
        {
            _retired.Enqueue(segment);
        }
        else
        {
            LetGo(segment);
        }
    }

    private static int SegmentBytesWithin(long maxBytes) =>
        (int)Math.Clamp((long)BitOperations.RoundUpToPowerOf2((ulong)(maxBytes / MinSegments) + 1) / 2, MinSegmentBytes, MaxSegmentBytes);

    /// <summary>The first that nobody has pinned; mostly that is the first.</summary>
    private RingSegment? TryReuse()
    {
        for (var left = _retired.Count; left > 0; left--)
        {
            var segment = _retired.Dequeue();
            if (segment.TryClaim())
            {
                return segment;
            }

            _retired.Enqueue(segment);
        }

        return null;
    }

    /// <summary>It is the garbage collector's from here on, or from when the last reader has done with it.</summary>
    private void LetGo(RingSegment segment) => Volatile.Write(ref _bytes, _bytes - segment.Footprint);
}
