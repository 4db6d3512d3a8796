using Items.StreamGateway.Ring;

namespace Items.StreamGateway.Tests.Ring;

/// <summary>A writer that goes round and round as fast as it can, and readers who look at every byte.</summary>
public sealed class EventRingStressTests
{
    private const int Events = 1_000_000;

    [Theory]
    [InlineData(1_000_000, 65_536)]
    [InlineData(1_000_000, 1_048_576)]
    [InlineData(1_024, 67_108_864)]
    public async Task Readers_see_every_byte_of_every_event_in_order_or_know_that_they_fell_out(int capacity, long maxBytes)
    {
        var ring = new EventRing(RingWriter.Epoch, 0, new RingOptions { Capacity = capacity, MaxBytes = maxBytes });
        var cancellation = TestContext.Current.CancellationToken;
        using var begun = new CountdownEvent(6);
        var followers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => FollowAsync(ring, begun), cancellation)).ToList();
        var laggards = Enumerable.Range(0, 3)
            .Select(_ => Task.Factory.StartNew(() => Lag(ring, begun), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        begun.Wait(TimeSpan.FromSeconds(30), cancellation).ShouldBeTrue();
        var writer = new RingWriter(ring);
        for (var seq = 1; seq <= Events; seq++)
        {
            writer.Append(seq);
            if (seq % 7 == 0)
            {
                ring.Wake();
            }
        }

        ring.End();
        var followed = await Task.WhenAll(followers).WaitAsync(TimeSpan.FromSeconds(30), cancellation);
        var lagged = await Task.WhenAll(laggards).WaitAsync(TimeSpan.FromSeconds(30), cancellation);
        TestContext.Current.SendDiagnosticMessage("followers: {0}; laggards: {1}", string.Join(", ", followed), string.Join(", ", lagged));
        followed.Concat(lagged).ShouldAllBe(result => result.Read > 0);
        followed.Concat(lagged).Sum(result => result.FellOut).ShouldBeGreaterThan(0, "or this shows nothing");
        ring.Bytes.ShouldBeLessThanOrEqualTo(maxBytes);
    }

    /// <summary>As a subscriber does it: waits for what comes.</summary>
    private static async Task<Result> FollowAsync(EventRing ring, CountdownEvent begun)
    {
        begun.Signal();
        var wake = new WakeUp();
        var result = new Result();
        while (true)
        {
            var hasEnded = ring.IsEnded;
            if (!result.Continue(ring))
            {
                result.FallOut(ring);
            }
            else if (hasEnded && result.Position == ring.Head)
            {
                return result;
            }
            else if (result.Position == ring.Head)
            {
                ring.Register(wake);
                if (result.Position == ring.Head && !ring.IsEnded)
                {
                    await wake.WaitAsync();
                }
            }
        }
    }

    /// <summary>Begins again and again with what is about to be overwritten.</summary>
    private static Result Lag(EventRing ring, CountdownEvent begun)
    {
        begun.Signal();
        var result = new Result();
        bool hasEnded;
        do
        {
            hasEnded = ring.IsEnded;
            result.StartAt(ring.Oldest - 1);
            if (!result.Continue(ring))
            {
                result.FallOut(ring);
            }
        }
        while (!hasEnded);
        return result;
    }

    private sealed class Result
    {
        public long Position { get; private set; }

        public long Read { get; private set; }

        public long FellOut { get; private set; }

        public void StartAt(long position) => Position = position;

        /// <summary>Reads what lies together after the position; false when the ring has not got it.</summary>
        public bool Continue(EventRing ring)
        {
            if (Position == ring.Head)
            {
                return true;
            }

            using var stretch = ring.Open(Position + 1);
            for (var i = 0; i < stretch.Count; i++)
            {
                RingWriter.Wrong(stretch[i], Position + 1).ShouldBeNull();
                Position++;
                Read++;
            }

            return stretch.Count > 0;
        }

        public void FallOut(EventRing ring)
        {
            ring.Oldest.ShouldBeGreaterThan(Position + 1, "what is still there is found");
            FellOut++;
            Position = ring.Oldest - 1;
        }

        public override string ToString() => $"{Read} read, {FellOut} times fallen out";
    }
}
