using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Items.Worker.Claims;

/// <summary>The leases of this process. Those that have grown old are renewed together, three times in their length; one that could not be renewed in time ends by itself.</summary>
internal sealed class Leases(CursorCommits commits, IOptions<DispatchOptions> options) : BackgroundService
{
    private readonly ConcurrentDictionary<LeaseKey, Lease> _held = new();
    private readonly TimeSpan _length = options.Value.LeaseLength;

    /// <summary>How many there are.</summary>
    public int Count => _held.Count;

    /// <summary>Begins one; whoever took it ends it.</summary>
    /// <param name="key">What was claimed.</param>
    /// <param name="since">When it was asked for (<see cref="Stopwatch"/>).</param>
    public Lease Begin(LeaseKey key, long since)
    {
        var lease = new Lease(key, _length, since);
        _held[key] = lease;
        return lease;
    }

    public void End(Lease lease)
    {
        if (_held.TryRemove(lease.Key, out _))
        {
            lease.Dispose();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_length / 3);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var since = Stopwatch.GetTimestamp();
            foreach (var lease in _held.Values.Where(lease => lease.Age > _length / 4))
            {
                _ = RenewAsync(lease, since);
            }
        }
    }

    private async Task RenewAsync(Lease lease, long since)
    {
        try
        {
            if (await commits.RenewAsync(lease.Key))
            {
                lease.Extend(since);
            }
            else
            {
                lease.Lose();
            }
        }
        catch (Exception)
        {
            // Postgres does not answer, which is logged where it was asked; or the lease has just been given back.
        }
    }
}
