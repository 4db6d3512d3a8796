using System.Net;

namespace Items.Worker.Requests;

/// <summary>
/// The system's resolver, which blocks a thread for each name, for 10 seconds and more when no name server answers. The threads are its own and few: dead names must not take those on which everything else runs,
/// the renewal of leases above all.
/// <para>Concurrency: any number of askers. Those who ask for the same name meanwhile share one look-up; others wait for a free thread, in order, for as long as they like. Who gives up leaves its look-up to
/// the others, and one that nobody waits for any more is not begun.</para>
/// </summary>
/// <param name="lookUp">Blocks until it knows.</param>
internal sealed class SystemResolver(Func<string, IPAddress[]> lookUp) : IHostResolver
{
    /// <summary>Threads at most.</summary>
    public const int MostTogether = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LookUp> _joinable = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<LookUp> _waiting = new();
    private int _threads;

    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var joined = Join(host);
        try
        {
            return await joined.Addresses.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(joined);
        }
    }

    private LookUp Join(string host)
    {
        lock (_lock)
        {
            if (!_joinable.TryGetValue(host, out var joined))
            {
                if (_threads < MostTogether)
                {
                    new Thread(LookUpWaiting) { IsBackground = true, Name = "Host names" }.UnsafeStart();
                    _threads++;
                }

                _joinable[host] = joined = new LookUp(host);
                _waiting.Enqueue(joined);
            }

            joined.Askers++;
            return joined;
        }
    }

    private void Leave(LookUp left)
    {
        lock (_lock)
        {
            if (--left.Askers == 0 && !left.IsBegun)
            {
                _joinable.Remove(left.Host);
            }
        }
    }

    private void LookUpWaiting()
    {
        while (Next() is { } next)
        {
            IPAddress[]? addresses = null;
            Exception? failure = null;
            try
            {
                addresses = lookUp(next.Host);
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            End(next, addresses, failure);
        }
    }

    private void End(LookUp ended, IPAddress[]? addresses, Exception? failure)
    {
        lock (_lock)
        {
            _joinable.Remove(ended.Host);
        }

        if (addresses is not null)
        {
            ended.Addresses.SetResult(addresses);
        }
        else
        {
            ended.Addresses.SetException(failure!);
            // Whether or not anybody still waits for it, it has been seen.
            _ = ended.Addresses.Task.Exception;
        }
    }

    private LookUp? Next()
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var next))
            {
                if (next.Askers > 0)
                {
                    next.IsBegun = true;
                    return next;
                }
            }

            _threads--;
            return null;
        }
    }

    private sealed class LookUp(string host)
    {
        public string Host { get; } = host;

        public TaskCompletionSource<IPAddress[]> Addresses { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Askers { get; set; }

        public bool IsBegun { get; set; }
    }
}
