using Items.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Items.Data.Log;

/// <summary>Turns the notifications that commits of other processes send into the signal of this one. Losing them costs time, never an event.</summary>
public sealed partial class LogListener(NpgsqlDataSource dataSource, LogSignal signal, TimeProvider clock, ILogger<LogListener> logger) : BackgroundService
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
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => Hear(notification);
        await using (var listen = new NpgsqlCommand($"LISTEN {LogChannel.Name}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        // Whatever was committed before LISTEN took effect was not announced to us.
        signal.Advance();
        while (!cancellationToken.IsCancellationRequested)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private void Hear(NpgsqlNotificationEventArgs notification)
    {
        if (Cursor.TryParse(notification.Payload, out var head))
        {
            signal.Hear(head, notification.PID);
        }
        else
        {
            signal.Advance();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Listening for commits ended, it will start again: {Reason}")]
    private partial void ListeningEnded(string reason);
}
