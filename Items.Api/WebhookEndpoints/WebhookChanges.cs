using Items.Data.Log;
using Items.Data.Setup;
using Npgsql;

namespace Items.Api.WebhookEndpoints;

/// <summary>
/// Makes changes of webhooks. Each is one transaction in one round trip: a lock, one statement that judges and makes the change, the notification of the Workers.
/// <para>Concurrency: the statement's snapshot is taken when it has the lock, so of two changes of a webhook the second is judged, and made, on what the first one left. A change raises <c>generation</c>, and with
/// that makes void what a Worker writes that began before.</para>
/// <para>Loss: a connection that breaks on the way leaves the outcome unknown, and the answer says so.</para>
/// </summary>
internal sealed class WebhookChanges(NpgsqlDataSource database, TimeProvider clock)
{
    private const string LockOne = "SELECT 1 FROM webhooks WHERE id = @id FOR UPDATE";

    /// <summary>Changes one webhook.</summary>
    /// <param name="target">Which, and under which condition.</param>
    /// <param name="change"><see cref="Update"/> or <see cref="Delete"/>.</param>
    /// <param name="refusal">SQL: the number of the verdict that speaks against it, or null.</param>
    /// <param name="values">Parameters of both.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<WebhookOutcome> MakeAsync(
        WebhookTarget target, string change, string refusal, NpgsqlParameter[] values, CancellationToken cancellationToken)
    {
        var sql =
            $"""
            WITH found AS MATERIALIZED (
                SELECT w.id, CASE WHEN {WebhookSql.ConditionHolds} THEN coalesce({refusal}, 0) ELSE 1 END AS verdict FROM webhooks w WHERE w.id = @id
            ),
            changed AS ({change})
            SELECT {WebhookSql.Columns}, found.verdict
            FROM found LEFT JOIN changed w ON true {WebhookSql.Lag}
            """;
        return await RunAsync(LockedBy(target), Command(sql, [.. target.Parameters(), .. values]), ReadOutcome, cancellationToken) ?? new WebhookOutcome(WebhookVerdict.Missing, null);
    }

    /// <summary>An update for <see cref="MakeAsync"/>.</summary>
    /// <param name="assignments">SQL of what it sets.</param>
    /// <param name="isSame">SQL: whether it leads to what is there already; then it is no change.</param>
    public static string Update(string assignments, string isSame = "false") =>
        $"""
        UPDATE webhooks w
        SET {assignments},
            generation = CASE WHEN {isSame} THEN w.generation ELSE w.generation + 1 END,
            updated_at = CASE WHEN {isSame} THEN w.updated_at ELSE clock_timestamp() END
        FROM found WHERE w.id = found.id AND found.verdict = 0
        RETURNING w.*
        """;

    /// <summary>The deletion for <see cref="MakeAsync"/>.</summary>
    public const string Delete = "DELETE FROM webhooks w USING found WHERE w.id = found.id AND found.verdict = 0 RETURNING w.*";

    /// <summary>The lock under which one webhook is changed.</summary>
    public static NpgsqlBatchCommand LockedBy(WebhookTarget target) => Command(LockOne, [WebhookParameters.Id(target.Id)]);

    public static NpgsqlBatchCommand Command(string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }

    /// <summary>From a row of <see cref="WebhookSql.Columns"/> and a verdict.</summary>
    public WebhookOutcome ReadOutcome(NpgsqlDataReader row) =>
        new((WebhookVerdict)row.GetInt32(WebhookRows.Count), row.IsDBNull(0) ? null : WebhookRows.Read(row, clock.GetUtcNow()));

    /// <summary>Runs one transaction and reads the row that its statement answers with; null when there is none.</summary>
    /// <exception cref="LogUnavailableException">Nobody knows whether it was committed.</exception>
    /// <exception cref="NpgsqlException">It was not.</exception>
    public async Task<T?> RunAsync<T>(NpgsqlBatchCommand withLock, NpgsqlBatchCommand statement, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
        where T : struct
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { withLock, statement, new NpgsqlBatchCommand(WebhookSql.Notify) } };
        try
        {
            await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
            await rows.NextResultAsync(cancellationToken);
            T? answer = await rows.ReadAsync(cancellationToken) ? read(rows) : null;
            while (await rows.NextResultAsync(cancellationToken))
            {
                // To the end, which is the commit.
            }

            return answer;
        }
        catch (NpgsqlException failure) when (!failure.IsRefusal)
        {
            throw new LogUnavailableException("The change of a webhook was not confirmed.", outcomeUnknown: true, failure);
        }
    }
}
