using System.Diagnostics;
using Items.Contracts.Webhooks;
using Items.Data.Log;
using Items.Worker.Claims;

namespace Items.Worker.Deliveries;

/// <summary>
/// Pages of the log for the loops. Webhooks at the same place that ask for the same share one read, for a moment: what follows a position never changes, only more comes after it. An empty page
/// says that there is nothing yet, and is not shared.
/// <para>Concurrency: any number of loops. Loss: none; a page that is shared may lack what is newer than it, and tells how far it goes.</para>
/// </summary>
internal sealed class SharedPages(LogReader log)
{
    /// <summary>Events of one page; a multiple of the batch size.</summary>
    private const int PageSize = 100;

    private const int MaxPageBytes = 256 * 1024;

    /// <summary>Events that are looked through for one page.</summary>
    private const int Window = 10_000;

    private const int Kept = 64;

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<PageKey, (long Since, Task<LogPage> Page)> _pages = [];
    private readonly Queue<PageKey> _order = new();

    /// <summary>What follows the position of a webhook.</summary>
    public async Task<LogPage> ReadAsync(ClaimedWebhook webhook, Progress progress, CancellationToken cancellationToken)
    {
        var limit = webhook.BatchSize >= PageSize ? webhook.BatchSize : PageSize / webhook.BatchSize * webhook.BatchSize;
        var through = progress.RetryThrough ?? progress.Position + Window;
        var query = new LogQuery(progress.Position, through, progress.RetryThrough is null ? limit : WebhookLimits.MaxBatchSize)
        {
            Types = webhook.Types,
            Attributes = webhook.Attributes,
            MaxBytes = MaxPageBytes,
        };
        if (progress.RetryThrough is not null)
        {
            return await log.ReadAsync(query, cancellationToken);
        }

        var key = new PageKey(webhook.Epoch, query.After, query.Limit, webhook.Types is null ? null : string.Join(',', webhook.Types), webhook.Attributes);
        var page = await Share(key, query).WaitAsync(cancellationToken);
        if (page.Events.Count == 0)
        {
            Forget(key);
        }

        return page;
    }

    /// <summary>A page that is being read, or was a moment ago; else a new one, which nobody's cancellation ends.</summary>
    private Task<LogPage> Share(PageKey key, LogQuery query)
    {
        lock (_lock)
        {
            if (_pages.TryGetValue(key, out var known) && Stopwatch.GetElapsedTime(known.Since) < Moment && !known.Page.IsFaulted)
            {
                return known.Page;
            }

            while (_order.Count >= Kept && _order.TryDequeue(out var oldest))
            {
                _pages.Remove(oldest);
            }

            var page = log.ReadAsync(query, CancellationToken.None);
            _pages[key] = (Stopwatch.GetTimestamp(), page);
            _order.Enqueue(key);
            return page;
        }
    }

    private void Forget(PageKey key)
    {
        lock (_lock)
        {
            _pages.Remove(key);
        }
    }

    private readonly record struct PageKey(string Epoch, long After, int Limit, string? Types, string? Attributes);
}
