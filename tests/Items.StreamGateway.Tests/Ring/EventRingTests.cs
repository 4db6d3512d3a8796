using System.Diagnostics;
using Items.StreamGateway.Events;
using Items.StreamGateway.Ring;

namespace Items.StreamGateway.Tests.Ring;

public sealed class EventRingTests
{
    [Fact]
    public void Keeps_as_many_events_as_it_may_and_the_newest_whatever_its_size()
    {
        var (ring, writer) = Create(10, new RingOptions { Capacity = 16, MaxBytes = 65_536 });
        (ring.Head, ring.Oldest, ring.Bytes).ShouldBe((10, 11, 0));
        for (var seq = 11; seq <= 40; seq++)
        {
            writer.Append(seq, 400);
        }

        (ring.Head, ring.Oldest).ShouldBe((40, 25));
        Has(ring, 24).ShouldBeFalse();
        Has(ring, 25).ShouldBeTrue();
        Has(ring, 41).ShouldBeFalse();
        writer.Append(41, 60_000);
        writer.Append(42, 100_000);
        (ring.Head, ring.Oldest).ShouldBe((42, 42));
        Has(ring, 41).ShouldBeFalse();
        writer.Append(43, 400);
        (ring.Head, ring.Oldest).ShouldBe((43, 43));
        ring.Bytes.ShouldBeLessThan(8_192);
    }

    [Fact]
    public void Refuses_what_does_not_follow()
    {
        var (ring, writer) = Create(10);
        Should.Throw<InvalidOperationException>(() => writer.Append(10));
        Should.Throw<InvalidOperationException>(() => writer.Append(12));
        Should.Throw<InvalidOperationException>(() => ring.Append(new Envelope(11, RingWriter.Epoch + 1, "item.created", null, 0, 0, null), "{}"u8));
    }

    [Theory]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    [InlineData(20_000_000)]
    public void Takes_no_more_memory_than_it_may_whatever_the_events_sizes(long maxBytes)
    {
        var (ring, writer) = Create(0, new RingOptions { MaxBytes = maxBytes });
        var random = new Random(20261124);
        for (var seq = 1; seq <= 50_000; seq++)
        {
            writer.Append(seq, random.Next(300) == 0 ? random.Next(1, (int)maxBytes / 4 / 8) % 30_000 * 8 : 8 * random.Next(1, 200));
            ring.Bytes.ShouldBeLessThanOrEqualTo(maxBytes);
            ring.Oldest.ShouldBeLessThanOrEqualTo(seq);
        }

        (50_000 - ring.Oldest).ShouldBeGreaterThan(maxBytes / 10_000, "most of it is events");
    }

    [Theory]
    [InlineData(4_096, 67_108_864)]
    [InlineData(1_000_000, 1_048_576)]
    public void Allocates_nothing_once_it_is_full(int capacity, long maxBytes)
    {
        var (ring, writer) = Create(0, new RingOptions { Capacity = capacity, MaxBytes = maxBytes });
        var trace = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        long before = 0;
        for (var seq = 1L; seq <= 40_000; seq++)
        {
            before = seq == 20_000 ? GC.GetAllocatedBytesForCurrentThread() : before;
            writer.Append(seq, 400, seq % 8 == 0 ? trace : default);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        ring.Oldest.ShouldBeGreaterThan(20_000);
    }

    [Fact]
    public void What_a_reader_holds_stays_as_it_is_however_far_the_writer_is()
    {
        var (ring, writer) = Create(0, new RingOptions { MaxBytes = 65_536 });
        writer.Append(1, 400);
        writer.Append(2, 400);
        using var held = ring.Open(1);
        for (var seq = 3; seq <= 10_000; seq++)
        {
            writer.Append(seq, 400);
        }

        held.Count.ShouldBe(2);
        RingWriter.Wrong(held[0], 1).ShouldBeNull();
        RingWriter.Wrong(held[1], 2).ShouldBeNull();
        Has(ring, 1).ShouldBeFalse();
        ring.Bytes.ShouldBeLessThanOrEqualTo(65_536);
    }

    [Fact]
    public void WebSocket_frames_are_one_piece_that_ends_where_it_is_large_enough()
    {
        var (ring, writer) = Create(0);
        for (var seq = 1; seq <= 100; seq++)
        {
            writer.Append(seq);
        }

        for (var wanted = 1; wanted < 70_000; wanted += 137)
        {
            using var stretch = ring.Open(3);
            var expected = new List<byte>();
            var frames = 0;
            for (; frames < stretch.Count && expected.Count < wanted; frames++)
            {
                expected.AddRange(stretch[frames].WebSocketFrame);
            }

            stretch.WebSocketFrames(wanted, out var count).SequenceEqual([.. expected]).ShouldBeTrue();
            count.ShouldBe(frames);
        }
    }

    [Fact]
    public void A_trace_is_given_to_the_first_who_delivers_the_event_and_untraced_events_have_none()
    {
        var (ring, writer) = Create(0);
        var trace = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        writer.Append(1);
        ring.Open(1).IsTraced.ShouldBeFalse();
        writer.Append(2, trace: trace);
        writer.Append(3);
        using var stretch = ring.Open(1);
        stretch.IsTraced.ShouldBeTrue();
        stretch[0].TryClaimFirstDelivery(out _).ShouldBeFalse();
        stretch[2].TryClaimFirstDelivery(out _).ShouldBeFalse();
        stretch[1].TryClaimFirstDelivery(out var claimed).ShouldBeTrue();
        claimed.ShouldBe(trace);
        stretch[1].TryClaimFirstDelivery(out _).ShouldBeFalse();
        RingWriter.Wrong(stretch[1], 2).ShouldBeNull();
    }

    private static bool Has(EventRing ring, long seq)
    {
        using var stretch = ring.Open(seq);
        return stretch.Count > 0;
    }

    private static (EventRing Ring, RingWriter Writer) Create(long head, RingOptions? options = null)
    {
        var ring = new EventRing(RingWriter.Epoch, head, options ?? new());
        return (ring, new RingWriter(ring));
    }
}
