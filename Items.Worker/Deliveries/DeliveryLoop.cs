using System.Diagnostics;
using Items.Data.Log;
using Items.Data.Setup;
using Items.Worker.Claims;
using Items.Worker.Prompts;
using Items.Worker.Requests;
using Items.Worker.Telemetry;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Items.Worker.Deliveries;

/// <summary>
/// Delivers to one webhook, from its cursor until nothing is left, an attempt failed, or its lease has ended.
/// <para>Concurrency: one loop for each claim. Ordering: by sequence number, one request at a time; the next is not made before the outcome of this one is committed.</para>
/// <para>Loss: the cursor moves only behind what was answered with 2xx. Whoever goes on after a crash between the answer and the commit repeats that one request.</para>
/// <para>Shutdown: the request under way is finished; a lost lease gives it up.</para>
/// </summary>
internal sealed class DeliveryLoop(
    SharedPages pages, WebhookClient client, CursorCommits commits, RetrySchedule schedule, AttemptLog attempts, SigningKeys keys, PromptSignal signal, IOptions<DispatchOptions> options)
{
    private static readonly TimeSpan WritePause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWrite = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _longestTurn = options.Value.LongestTurn;

    /// <param name="webhook">What was claimed.</param>
    /// <param name="lease">For as long as it is held.</param>
    /// <param name="stopping">No further request.</param>
    /// <param name="given">Gives up the one under way as well.</param>
    public async Task RunAsync(ClaimedWebhook webhook, Lease lease, CancellationToken stopping, CancellationToken given)
    {
        var began = Stopwatch.GetTimestamp();
        var progress = new Progress(webhook.Position) { RetryThrough = webhook.RetryThrough, Failures = webhook.Failures, FailingSince = webhook.FailingSince };
        try
        {
            while (!stopping.IsCancellationRequested && Stopwatch.GetElapsedTime(began) < _longestTurn)
            {
                given.ThrowIfCancellationRequested();
                var page = await pages.ReadAsync(webhook, progress, given);
                if (IsGone(page, webhook, progress) || IsNothingLeft(page, ref progress))
                {
                    break;
                }

                if (await DeliverAsync(webhook, lease, page, progress, stopping, given) is not { } next)
                {
                    return;
                }

                progress = next;
            }

            await EndAsync(webhook, lease, progress, stopping);
        }
        catch (Exception exception) when (exception.IsPostgresFailure || exception is OperationCanceledException)
        {
            await ReleaseAsync(lease);
        }
    }

    /// <summary>Another life of the log, or one that no longer has the next event: <see cref="PositionWatch"/> says so to the client.</summary>
    private static bool IsGone(LogPage page, ClaimedWebhook webhook, Progress progress) => page.Epoch != webhook.Epoch || page.Oldest - 1 > progress.Position;

    private static bool IsNothingLeft(LogPage page, ref Progress progress)
    {
        if (page.Events.Count > 0)
        {
            return false;
        }

        // What was to be repeated is not asked for any more, or nothing was found in this window.
        progress = progress with { Position = Math.Max(progress.Position, page.Through), RetryThrough = null };
        return page.Through >= page.Head;
    }

    /// <summary>Delivers a page; null when that was the end of the turn, and written so.</summary>
    private async Task<Progress?> DeliverAsync(ClaimedWebhook webhook, Lease lease, LogPage page, Progress progress, CancellationToken stopping, CancellationToken given)
    {
        var events = page.Events as LogEvent[] ?? [.. page.Events];
        var size = progress.RetryThrough is null || webhook.BatchSize == 1 ? webhook.BatchSize : events.Length;
        for (var at = 0; at < events.Length; at += size)
        {
            if (stopping.IsCancellationRequested)
            {
                return progress;
            }

            given.ThrowIfCancellationRequested();
            var request = new ArraySegment<LogEvent>(events, at, Math.Min(size, events.Length - at));
            var last = request[^1].Seq;
            var (message, result) = await AttemptAsync(webhook, request, progress.Failures + 1, given);
            var next = schedule.After(progress, last, result);
            next = next with { IsEnd = next.IsEnd || (last >= page.Head && last >= signal.Head) || stopping.IsCancellationRequested };
            var counted = await WriteAsync(webhook.Key, next, stopping);
            attempts.Record(Attempts.Of(webhook, message, request, progress.Failures + 1, result, next.NextAttemptAt));
            if (result.IsDelivered)
            {
                WorkerMetrics.Delivered.Add(request.Count);
            }

            if (!counted)
            {
                await ReleaseAsync(lease);
            }

            if (!counted || next.IsEnd)
            {
                return null;
            }

            progress = next;
        }

        // All of the page is delivered, so also what lies behind its last event and was not asked for.
        return progress with { Position = Math.Max(progress.Position, page.Through) };
    }

    private async Task<(string MessageId, RequestResult Result)> AttemptAsync(ClaimedWebhook webhook, ArraySegment<LogEvent> events, int attempt, CancellationToken given)
    {
        var (good, unreadable) = keys.Of(webhook);
        var request = DeliveryBody.Create(webhook, events, good, attempt);
        return (request.MessageId, unreadable ?? await client.SendAsync(request, given));
    }

    /// <summary>With the cursor where it got to, unless that does not count any more.</summary>
    private async Task EndAsync(ClaimedWebhook webhook, Lease lease, Progress progress, CancellationToken stopping)
    {
        if (progress.Position == webhook.Position || !await WriteAsync(webhook.Key, progress with { IsEnd = true }, stopping))
        {
            await ReleaseAsync(lease);
        }
    }

    /// <summary>
    /// Tries for a while, because a write that is lost is a delivery that is repeated. Also when the lease has ended here: while Postgres was away nobody else could claim the webhook, and if somebody is quicker
    /// now the write does not count.
    /// </summary>
    private async Task<bool> WriteAsync(LeaseKey key, Progress progress, CancellationToken stopping)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await commits.WriteAsync(key, progress);
            }
            catch (NpgsqlException) when (!stopping.IsCancellationRequested && Stopwatch.GetElapsedTime(began) < LongestWrite)
            {
                await Task.Delay(WritePause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (NpgsqlException)
            {
                return false;
            }
        }
    }

    private async Task ReleaseAsync(Lease lease)
    {
        do
        {
            try
            {
                await commits.ReleaseAsync(lease.Key);
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(WritePause);
            }
        }
        while (lease.IsHeld);
    }
}
