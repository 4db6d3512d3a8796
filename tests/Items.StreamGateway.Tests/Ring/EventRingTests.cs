using Items.StreamGateway.Events;
using Items.StreamGateway.Ring;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Ring;

public sealed class EventRingTests
{
    private const uint Epoch = 0x6923a1c4;

    [Fact]
    public void Keeps_as_many_events_as_it_may_and_the_newest_whatever_its_size()
    {
        var ring = new EventRing(Epoch, 10, new RingOptions { Capacity = 16, MaxBytes = 65_536 });
        (ring.Head, ring.Oldest).ShouldBe((10, 11));
        for (var seq = 11; seq <= 40; seq++)
        {
            ring.Append(Entry(seq));
        }

        (ring.Head, ring.Oldest).ShouldBe((40, 25));
        ring.Find(24).ShouldBeNull();
        ring.Find(25)!.Seq.ShouldBe(25);
        ring.Find(41).ShouldBeNull();
        ring.Append(Entry(41, 60_000));
        ring.Append(Entry(42, 100_000));
        (ring.Head, ring.Oldest).ShouldBe((42, 42));
        ring.Find(41).ShouldBeNull();
        ring.Append(Entry(43));
        (ring.Oldest, ring.Bytes).ShouldBe((43, ring.Find(43)!.Size));
    }

    [Fact]
    public void Refuses_what_does_not_follow()
    {
        var ring = new EventRing(Epoch, 10, new RingOptions());
        Should.Throw<InvalidOperationException>(() => ring.Append(Entry(10)));
        Should.Throw<InvalidOperationException>(() => ring.Append(Entry(12)));
        Should.Throw<InvalidOperationException>(() => ring.Append(new RingEntry(new Envelope(11, Epoch + 1, "item.created", null, 0, 0, null), "{}"u8)));
    }

    [Fact]
    public async Task Readers_see_every_event_in_order_or_know_that_they_fell_out()
    {
        const int Events = 200_000;
        var ring = new EventRing(Epoch, 0, new RingOptions { Capacity = 1_024 });
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadAsync(ring, Events), TestContext.Current.CancellationToken)).ToList();
        var json = Event.Create("6923a1c4", 1);
        for (var seq = 1; seq <= Events; seq++)
        {
            ring.Append(new RingEntry(new Envelope(seq, Epoch, "item.created", null, 0, 0, null), json));
            if (seq % 7 == 0)
            {
                ring.Wake();
            }
        }

        ring.Wake();
        (await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldAllBe(last => last == Events);
    }

    [Fact]
    public async Task A_signal_is_never_lost_between_looking_and_waiting()
    {
        var (wake, work, done) = (new WakeUp(), 0, 0);
        var waiter = Task.Run(
            async () =>
            {
                while (done < 100_000)
                {
                    done += Interlocked.Exchange(ref work, 0);
                    if (done < 100_000)
                    {
                        await wake.WaitAsync();
                    }
                }
            },
            TestContext.Current.CancellationToken);
        Parallel.For(0, 100_000, _ =>
        {
            Interlocked.Increment(ref work);
            wake.Set();
        });
        await waiter.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private static async Task<long> ReadAsync(EventRing ring, int last)
    {
        var wake = new WakeUp();
        var position = 0L;
        while (position < last)
        {
            if (position == ring.Head)
            {
                ring.Register(wake);
                if (position == ring.Head)
                {
                    await wake.WaitAsync();
                }

                continue;
            }

            position = ring.Find(position + 1) is { } entry ? entry.Seq : Math.Max(position, ring.Oldest - 1);
        }

        return position;
    }

    private static RingEntry Entry(long seq, int text = 10)
    {
        var json = Event.Create("6923a1c4", seq, text: new string('x', text));
        EnvelopeReader.TryRead(json, out var envelope).ShouldBeTrue();
        return new RingEntry(envelope, json);
    }
}
