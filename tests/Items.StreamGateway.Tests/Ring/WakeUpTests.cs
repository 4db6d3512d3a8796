using Items.StreamGateway.Ring;

namespace Items.StreamGateway.Tests.Ring;

public sealed class WakeUpTests
{
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

    [Fact]
    public async Task What_was_written_before_a_signal_is_seen_by_who_has_just_taken_the_one_before()
    {
        const int Rounds = 1_000_000;
        var (wake, written, seen) = (new WakeUp(), 0, 0);
        var waiter = Task.Run(
            async () =>
            {
                while (seen < Rounds)
                {
                    await wake.WaitAsync();
                    Volatile.Write(ref seen, Volatile.Read(ref written));
                }
            },
            TestContext.Current.CancellationToken);
        for (var round = 1; round <= Rounds; round++)
        {
            wake.Set();
            Volatile.Write(ref written, round);
            wake.Set();
            var reached = round;
            SpinWait.SpinUntil(() => Volatile.Read(ref seen) == reached, TimeSpan.FromSeconds(20)).ShouldBeTrue($"round {round}");
        }

        await waiter.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }
}
