using System.Threading.Channels;
using Items.Contracts.Webhooks;
using Items.Data.Model;
using Items.Data.Setup;
using Npgsql;

namespace Items.Worker.Deliveries;

/// <summary>
/// Writes down what was attempted, soon after: failures at once, the rest within a second. It is for people to look at; nothing depends on it. Of each webhook only the newest are kept, and of deliveries that
/// follow each other quickly some are enough: writing all would cost more than making them.
/// </summary>
internal sealed partial class AttemptLog(AttemptCommand command, ILogger<AttemptLog> logger) : BackgroundService
{
    private const int MostWaiting = 20_000;

    /// <summary>Successful ones that are written together, shared among the webhooks that had some.</summary>
    private const int MostDelivered = 300;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Channel<WebhookDeliveryRow> _waiting = Channel.CreateBounded<WebhookDeliveryRow>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    private readonly SemaphoreSlim _urgent = new(0, 1);

    public void Record(WebhookDeliveryRow attempt)
    {
        _waiting.Writer.TryWrite(attempt);
        if (attempt.Outcome != WebhookOutcomes.Delivered && _urgent.CurrentCount == 0)
        {
            Hurry();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        Hurry();
        if (ExecuteTask is { } loop)
        {
            await loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _urgent.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await _urgent.WaitAsync(Pause, CancellationToken.None);
            var together = new List<WebhookDeliveryRow>();
            while (_waiting.Reader.TryRead(out var attempt))
            {
                together.Add(attempt);
            }

            await WriteAsync(Choose([.. together.GroupBy(attempt => attempt.WebhookId)]));
        }
    }

    private static List<WebhookDeliveryRow> Choose(List<IGrouping<Guid, WebhookDeliveryRow>> webhooks)
    {
        var share = Math.Max(1, MostDelivered / Math.Max(1, webhooks.Count));
        return [.. webhooks.SelectMany(webhook =>
        {
            var outcomes = webhook.TakeLast(WebhookLimits.KeptDeliveries).ToLookup(attempt => attempt.Outcome == WebhookOutcomes.Delivered);
            return outcomes[false].Concat(outcomes[true].TakeLast(share));
        })];
    }

    private void Hurry()
    {
        try
        {
            _urgent.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else was as quick.
        }
    }

    /// <summary>All together, which is one statement; when Postgres refuses a value, in halves, so that an attempt whose value it is costs no other.</summary>
    private async Task WriteAsync(List<WebhookDeliveryRow> attempts)
    {
        try
        {
            await command.ExecuteAsync(attempts, CancellationToken.None);
        }
        catch (PostgresException exception) when (attempts.Count > 1 && exception.IsRefusalOfValue)
        {
            await WriteAsync(attempts[..(attempts.Count / 2)]);
            await WriteAsync(attempts[(attempts.Count / 2)..]);
        }
        catch (Exception exception) when (exception.IsPostgresFailure)
        {
            WriteFailed(attempts.Count, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} attempts could not be written down: {Reason}")]
    private partial void WriteFailed(int count, string reason);
}
