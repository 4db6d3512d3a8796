using Items.Contracts.Webhooks;
using Items.Data.Setup;
using Items.Worker.Claims;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Items.Worker.Telemetry;

/// <summary>Looks from time to time at how far behind the webhooks are: all of them, whichever Worker serves them, so that every Worker reports the same.</summary>
internal sealed partial class LagReport(NpgsqlDataSource dataSource, WebhookHealth health, IOptions<DispatchOptions> options, ILogger<LagReport> logger) : BackgroundService
{
    private const string Look =
        """
        SELECT s.active, s.suspended, s.disabled, s.failing, coalesce(s.head - s.place, 0),
               coalesce((SELECT extract(epoch FROM clock_timestamp() - e.at) FROM events e WHERE e.seq > s.place AND e.seq <= s.head ORDER BY e.seq LIMIT 1), 0)::double precision
        FROM (
            SELECT count(w.id) FILTER (WHERE state = 'active') AS active, count(w.id) FILTER (WHERE state = 'suspended') AS suspended,
                   count(w.id) FILTER (WHERE state = 'disabled') AS disabled, count(w.id) FILTER (WHERE state = 'active' AND failures > 0) AS failing,
                   min(position) FILTER (WHERE state = 'active' AND w.epoch = log.epoch) AS place, max(head) AS head
            FROM (SELECT epoch, head FROM stream LIMIT 1) log LEFT JOIN webhooks w ON true
        ) s
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ReportInterval);
        do
        {
            try
            {
                await ReportAsync(stoppingToken);
            }
            catch (Exception exception) when (exception.IsPostgresFailure && !stoppingToken.IsCancellationRequested)
            {
                LookFailed(exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Look, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        Report(WebhookStates.Active, row.GetInt64(0));
        Report(WebhookStates.Suspended, row.GetInt64(1));
        Report(WebhookStates.Disabled, row.GetInt64(2));
        WorkerMetrics.LagEvents.Record(row.GetInt64(4));
        WorkerMetrics.LagSeconds.Record(row.GetDouble(5));
        health.Report(row.GetInt64(0), row.GetInt64(3), row.GetInt64(1), row.GetInt64(4), row.GetDouble(5));
    }

    private static void Report(string state, long count) => WorkerMetrics.Webhooks.Record(count, new KeyValuePair<string, object?>("state", state));

    [LoggerMessage(LogLevel.Warning, "How far behind the webhooks are could not be looked at: {Reason}")]
    private partial void LookFailed(string reason);
}
