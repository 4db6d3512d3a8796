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
}
