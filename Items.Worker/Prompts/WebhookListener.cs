using Items.Data.Webhooks;
using Npgsql;

namespace Items.Worker.Prompts;

/// <summary>Hears at once what clients change, and that another Worker has more than it takes. Losing a notification costs a poll.</summary>
internal sealed partial class WebhookListener(NpgsqlDataSource dataSource, PromptSignal signal, ILogger<WebhookListener> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                ListeningEnded(exception.Message);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notice) => Take(notice.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {WebhookChannel.Name}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        // Whatever was changed before LISTEN took effect was not announced to us.
        signal.Changed();
        while (!cancellationToken.IsCancellationRequested)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private void Take(string payload)
    {
        if (payload == WebhookChannel.Behind)
        {
            signal.Due();
        }
        else
        {
            signal.Changed();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Listening for changes of webhooks ended, it will start again: {Reason}")]
    private partial void ListeningEnded(string reason);
}
