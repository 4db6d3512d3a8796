using Items.Web.Live;

namespace Items.Web.Tests.Live;

public sealed class LiveRingTests
{
    [Fact]
    public void Begins_empty_after_its_start()
    {
        var ring = new LiveRing("00c0ffee", 41, 16);
        ring.Head.ShouldBe(41);
        ring.First.ShouldBe(42);
        ring.Read(41).ShouldBeNull();
        ring.Read(42).ShouldBeNull();
    }

    [Fact]
    public void Keeps_the_newest_and_forgets_the_oldest()
    {
        var ring = Filled(capacity: 16, count: 20);
        ring.First.ShouldBe(5);
        ring.Read(4).ShouldBeNull();
        ring.Read(5).ShouldBe([5]);
        ring.Read(20).ShouldBe([20]);
        ring.Read(21).ShouldBeNull();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Takes_no_number_but_the_next(long seq)
    {
        var ring = Filled(capacity: 16, count: 3);
        Should.Throw<ArgumentOutOfRangeException>(() => ring.Append(seq, []));
    }

    [Fact]
    public async Task A_reader_that_is_overtaken_gets_the_right_frame_or_none()
    {
        var ring = new LiveRing("00c0ffee", 0, 16);
        var writing = Task.Run(() =>
        {
            for (var seq = 1L; seq <= 200_000; seq++)
            {
                ring.Append(seq, BitConverter.GetBytes(seq));
            }
        }, TestContext.Current.CancellationToken);
        while (!writing.IsCompleted)
        {
            var seq = Math.Max(1, ring.Head - 8);
            if (ring.Read(seq) is { } frame)
            {
                BitConverter.ToInt64(frame).ShouldBe(seq);
            }
        }

        await writing;
    }

    private static LiveRing Filled(int capacity, byte count)
    {
        var ring = new LiveRing("00c0ffee", 0, capacity);
        for (byte seq = 1; seq <= count; seq++)
        {
            ring.Append(seq, [seq]);
        }

        return ring;
    }
}
