using System.Collections.Concurrent;
using System.Diagnostics;
using Items.Data.Setup;
using Npgsql;

namespace Items.Data.Lists;

/// <summary>
/// Reads single items. Those that are asked for while others are being read are read together, by one statement: the group commit of the readers.
/// <para>Concurrency: any number of callers; a few statements at a time, each over a connection of its own.</para>
/// <para>Consistency: a statement begins after all that it answers was asked for, so whoever has written something reads it.</para>
/// <para>Loss: a statement that fails, fails for all who wait for it; when Postgres does not answer, for all who wait at all, who would otherwise wait for one time-out after another.</para>
/// </summary>
public sealed class ItemLookup(ItemReader items)
{
    private const int MaxTogether = 100;

    private static readonly int MaxReads = Math.Max(2, Environment.ProcessorCount);

    private readonly ConcurrentQueue<Wanted> _waiting = new();
    private int _reads;

    /// <summary>One item, or none.</summary>
    /// <exception cref="NpgsqlException">Postgres does not answer.</exception>
    public Task<ItemPage> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var wanted = new Wanted(id, cancellationToken);
        _waiting.Enqueue(wanted);
        if (TryBegin())
        {
            _ = ReadAllAsync();
        }

        return wanted.Found.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Counts nobody who does not begin: those who end look at the queue again, and one counted for a moment would keep them from beginning.</summary>
    private bool TryBegin()
    {
        int reads;
        while ((reads = Volatile.Read(ref _reads)) < MaxReads)
        {
            if (Interlocked.CompareExchange(ref _reads, reads + 1, reads) == reads)
            {
                return true;
            }
        }

        return false;
    }

    private async Task ReadAllAsync()
    {
        do
        {
            while (Take() is { Count: > 0 } together)
            {
                await ReadAsync(together);
                // What comes now is the request's no more that this began with.
                Activity.Current = null;
            }

            Interlocked.Decrement(ref _reads);
        }
        while (!_waiting.IsEmpty && TryBegin());
    }

    private List<Wanted> Take()
    {
        var together = new List<Wanted>();
        while (together.Count < MaxTogether && _waiting.TryDequeue(out var wanted))
        {
            if (!wanted.Given.IsCancellationRequested)
            {
                together.Add(wanted);
            }
        }

        return together;
    }

    private async Task ReadAsync(List<Wanted> together)
    {
        try
        {
            var page = await items.GetAsync([.. together.Select(wanted => wanted.Id)], CancellationToken.None);
            foreach (var wanted in together)
            {
                wanted.Found.SetResult(page with { Items = [.. page.Items.Where(item => item.Id == wanted.Id)] });
            }
        }
        catch (Exception exception)
        {
            together.ForEach(wanted => wanted.Found.SetException(exception));
            if (!exception.IsRefusal)
            {
                while (_waiting.TryDequeue(out var behind))
                {
                    behind.Found.SetException(exception);
                }
            }
        }
    }

    private sealed record Wanted(Guid Id, CancellationToken Given)
    {
        public TaskCompletionSource<ItemPage> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
