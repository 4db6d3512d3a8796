using System.Collections.Concurrent;

namespace Items.Data.Idempotency;

/// <summary>
/// The keys whose changes wait for a commit of this process or are in one.
/// <para>Concurrency: any number of threads take, one of them gets the key; whoever got it gives it back once, when the commit is over. So equal keys never meet in one commit.
/// Between processes the lock of the <c>stream</c> row does the same: the second one comes later and finds what the first one stored.</para>
/// </summary>
internal sealed class InFlightKeys
{
    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);

    public bool TryTake(IdempotencyKey key) => _keys.TryAdd(key.Value, true);

    public void Release(IdempotencyKey key) => _keys.TryRemove(key.Value, out _);
}
