using System.Data;
using Items.Data.Setup;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Items.Worker.Claims;

/// <summary>Suspends webhooks whose place the log no longer has, from time to time: nothing is ever left out silently.</summary>
internal sealed partial class PositionWatch(NpgsqlDataSource dataSource, IOptions<DispatchOptions> options, ILogger<PositionWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PollInterval);
        do
        {
            try
            {
                await SuspendAsync(stoppingToken);
            }
            catch (Exception exception) when (exception.IsPostgresFailure || exception is OperationCanceledException)
            {
                // Changed meanwhile, or Postgres does not answer, which others tell: looked at again the next time.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SuspendAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using (var command = new NpgsqlCommand(ClaimSql.Gone, connection, transaction))
        await using (var row = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                Suspended(row.GetGuid(0));
            }
        }

        await transaction.CommitAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Webhook {Webhook} is suspended: the log no longer has what follows its cursor")]
    private partial void Suspended(Guid webhook);
}
