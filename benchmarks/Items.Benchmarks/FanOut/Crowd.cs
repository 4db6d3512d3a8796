namespace Items.Benchmarks.FanOut;

/// <summary>Many subscribers of one server, and a feed that is just ahead of the slowest of them.</summary>
internal sealed class Crowd : IDisposable
{
    /// <summary>Events under way at most: enough that nobody waits for the next, little enough that a relay without back-pressure holds no heap of them.</summary>
    private const int Window = 256;

    /// <summary>Events between two looks at the slowest.</summary>
    private const int Step = 32;

    private const int OpeningAtOnce = 50;

    private readonly Poller _poller = new();
    private readonly List<Subscriber> _subscribers;

    private Crowd(int count, Protocol protocol) => _subscribers = [.. Enumerable.Range(0, count).Select(_ => new Subscriber(protocol))];

    public long Bytes => _subscribers.Sum(subscriber => subscriber.Bytes);

    public static async Task<Crowd> GatherAsync(int count, Protocol protocol, int port, CancellationToken cancellationToken)
    {
        var crowd = new Crowd(count, protocol);
        try
        {
            await Task.Run(
                () => Parallel.ForEach(
                    crowd._subscribers, new ParallelOptions { MaxDegreeOfParallelism = OpeningAtOnce, CancellationToken = cancellationToken }, subscriber => subscriber.Subscribe(port, crowd._poller)),
                cancellationToken);
            return crowd;
        }
        catch
        {
            crowd.Dispose();
            throw;
        }
    }

    /// <summary>Publishes as fast as the slowest subscriber takes it, so long or until the first delivery; returns deliveries in a second.</summary>
    /// <exception cref="InvalidOperationException">A subscriber's connection ended.</exception>
    public async Task<double> SaturateAsync(Feed feed, TimeSpan length, CancellationToken cancellationToken)
    {
        var (head, delivered) = (feed.Head, Delivered());
        var start = TimeProvider.System.GetTimestamp();
        var behind = _subscribers.Min(subscriber => subscriber.Messages) - head;
        while (TimeProvider.System.GetElapsedTime(start) < length || Delivered() == delivered)
        {
            if (feed.Head + behind - _subscribers.Min(subscriber => subscriber.Messages) < Window - Step)
            {
                await feed.PublishAsync(Step);
            }
            else
            {
                await Task.Delay(1, cancellationToken);
            }
        }

        return (Delivered() - delivered) / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Publishes at a rate, so long or until the first delivery, and returns the latencies seen, in milliseconds, sorted.</summary>
    /// <exception cref="InvalidOperationException">A subscriber's connection ended.</exception>
    public async Task<List<double>> PaceAsync(Feed feed, int eventsPerSecond, TimeSpan length, CancellationToken cancellationToken)
    {
        TakeLatencies();
        var delivered = Delivered();
        var start = TimeProvider.System.GetTimestamp();
        for (var published = 0L; TimeProvider.System.GetElapsedTime(start) is var elapsed && (elapsed < length || Delivered() == delivered);)
        {
            var due = (int)((elapsed.TotalSeconds * eventsPerSecond) - published);
            await feed.PublishAsync(due);
            published += due;
            await Task.Delay(1, cancellationToken);
        }

        return TakeLatencies();
    }

    /// <summary>Latencies seen since the last call, in milliseconds, sorted.</summary>
    public List<double> TakeLatencies()
    {
        List<double> latencies = [.. _subscribers.SelectMany(subscriber => subscriber.TakeLatencies())];
        latencies.Sort();
        return latencies;
    }

    public void Dispose()
    {
        _poller.Dispose();
        _subscribers.ForEach(subscriber => subscriber.Dispose());
    }

    private long Delivered()
    {
        var ended = _subscribers.FirstOrDefault(subscriber => subscriber.HasEnded);
        return ended is null
            ? _subscribers.Sum(subscriber => subscriber.Messages)
            : throw new InvalidOperationException($"A subscriber's connection ended after {ended.Messages} messages.");
    }
}
