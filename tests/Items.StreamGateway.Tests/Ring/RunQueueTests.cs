using Items.StreamGateway.Ring;

namespace Items.StreamGateway.Tests.Ring;

public sealed class RunQueueTests
{
    private const int Waiters = 1_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Who_came_first_is_run_first()
    {
        var (list, order) = (new WaitList(maxWorkers: 1), new List<int>());
        var waiting = Enumerable.Range(0, Waiters).Select(number => WaitAsync(list, () => order.Add(number))).ToList();

        list.WakeAll();

        await Task.WhenAll(waiting).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        order.ShouldBe(Enumerable.Range(0, Waiters));
    }

    [Fact]
    public async Task The_thread_pool_has_its_turn_after_a_slice()
    {
        // No worker but this thread, which takes one turn; what it leaves goes to the pool.
        var (queue, runHere, here) = (new RunQueue(maxWorkers: 0), 0, Environment.CurrentManagedThreadId);
        var waiters = Enumerable.Range(0, Waiters).Select(_ => new WakeUp { Listed = 1 }).ToList();
        foreach (var (waiter, next) in waiters.Zip(waiters.Skip(1)))
        {
            waiter.Next = next;
        }

        var waiting = waiters.Select(RunAsync).ToList();
        queue.Add(waiters[0], waiters[^1], Waiters);
        ((IThreadPoolWorkItem)queue).Execute();
        var inOneTurn = runHere;

        await Task.WhenAll(waiting).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        inOneTurn.ShouldBe(RunQueue.Slice);

        async Task RunAsync(WakeUp waiter)
        {
            await waiter.WaitAsync();
            runHere += Environment.CurrentManagedThreadId == here ? 1 : 0;
        }
    }

    [Fact]
    public async Task Who_has_much_to_do_lets_the_others_run()
    {
        var (list, order) = (new WaitList(maxWorkers: 1), new List<string>());
        var busy = new WakeUp();
        list.Add(busy);
        var working = WorkAsync();
        var waiting = WaitAsync(list, () => order.Add("other"));

        list.WakeAll();

        await Task.WhenAll(working, waiting).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        order.ShouldBe(["busy", "other", "busy", "busy"]);

        async Task WorkAsync()
        {
            for (var rounds = 0; rounds < 3; rounds++)
            {
                await busy.WaitAsync();
                order.Add("busy");
                list.TryYield(busy).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Who_is_registered_already_cannot_yield()
    {
        var (list, waiter) = (new WaitList(maxWorkers: 1), new WakeUp());

        list.Add(waiter);

        list.TryYield(waiter).ShouldBeFalse();
    }

    [Fact]
    public async Task All_workers_run_at_the_same_time()
    {
        using var together = new Barrier(2);
        var list = new WaitList(maxWorkers: 2);
        var met = 0;
        // One slice each, of which the first meets the first of the other.
        var waiting = Enumerable.Range(0, 2 * RunQueue.Slice).Select(number => WaitAsync(list, () =>
        {
            if (number % RunQueue.Slice == 0 && together.SignalAndWait(Deadline))
            {
                Interlocked.Increment(ref met);
            }
        })).ToList();

        list.WakeAll();

        await Task.WhenAll(waiting).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        met.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_is_forgotten_when_all_wait_wake_and_yield_at_once()
    {
        var (list, rounds, alive) = (new WaitList(maxWorkers: 4), 0, 64);
        var waiting = Enumerable.Range(0, 64).Select(_ => Task.Run(FollowAsync, TestContext.Current.CancellationToken)).ToList();

        var start = TimeProvider.System.GetTimestamp();
        while (Volatile.Read(ref alive) > 0 && TimeProvider.System.GetElapsedTime(start) < Deadline)
        {
            Interlocked.Increment(ref rounds);
            list.WakeAll();
        }

        await Task.WhenAll(waiting).WaitAsync(Deadline, TestContext.Current.CancellationToken);

        // As a subscriber does it: registers, looks, waits; and yields now and then. One that was forgotten waits for ever, however often the others are woken.
        async Task FollowAsync()
        {
            var wake = new WakeUp();
            for (var (turns, seen) = (0, 0); turns < 2_000; turns++)
            {
                list.Add(wake);
                if (Volatile.Read(ref rounds) == seen)
                {
                    await wake.WaitAsync();
                }

                seen = Volatile.Read(ref rounds);
                if (turns % 3 == 0 && list.TryYield(wake))
                {
                    await wake.WaitAsync();
                }
            }

            Interlocked.Decrement(ref alive);
        }
    }

    private static async Task WaitAsync(WaitList list, Action run)
    {
        var wake = new WakeUp();
        list.Add(wake);
        await wake.WaitAsync();
        run();
    }
}
