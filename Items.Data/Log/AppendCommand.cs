using Items.Contracts;
using Items.Data.Setup;
using Npgsql;
using NpgsqlTypes;

namespace Items.Data.Log;

/// <summary>Runs one commit: one message exchange, one transaction.</summary>
internal sealed class AppendCommand(AppendConnection session, LogSignal signal, TimeSpan keyLifetime)
{
    /// <summary>Commits the changes and says what became of each, in their order; on an exception none of them has an outcome.</summary>
    public async Task<ChangeOutcome[]> ExecuteAsync(IReadOnlyList<PendingChange> changes, CancellationToken cancellationToken)
    {
        var rounds = AppendRounds.Deal(changes);
        await using var connection = await OpenAsync(cancellationToken);
        signal.BeginCommit(connection.ProcessID);
        // Without an explicit transaction a batch is one implicit transaction: it commits when its last statement has run, with no further round trip.
        // The caller's token is its limit.
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        batch.BatchCommands.Add(new NpgsqlBatchCommand(AppendSql.Lock));
        foreach (var round in rounds)
        {
            batch.BatchCommands.Add(HasKeys(round) ? KeyedRound(round) : Round(round));
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(AppendSql.Notify));

        // Explicitly, which costs an exchange only the first time on a connection: automatic preparation corrupts a connection whose first
        // execution of a statement fails (npgsql/npgsql#6391), and here a refused value is an expected failure.
        await batch.PrepareAsync(cancellationToken);
        var outcomes = new Dictionary<PendingChange, ChangeOutcome>(changes.Count);
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            foreach (var round in rounds)
            {
                await reader.NextResultAsync(cancellationToken);
                var isKeyed = HasKeys(round);
                foreach (var pending in round)
                {
                    await reader.ReadAsync(cancellationToken);
                    outcomes.Add(pending, isKeyed ? ReadKeyedOutcome(reader) : ReadOutcome(reader, pending.Change.Id));
                }
            }

            // The rows may come before the commit, whose confirmation stands behind the last result. Disposed of before that, a reader takes a time-out for the end.
            while (await reader.NextResultAsync(cancellationToken))
            {
            }
        }

        return [.. changes.Select(pending => outcomes[pending])];
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await session.OpenAsync(cancellationToken);
        }
        catch (Exception exception) when (exception.IsPostgresFailure || exception is OperationCanceledException)
        {
            throw new LogUnavailableException("Postgres cannot be reached.", outcomeUnknown: false, exception);
        }
    }

    private static NpgsqlBatchCommand Round(List<PendingChange> round) => new(AppendSql.Round)
    {
        Parameters =
        {
            Column(round, change => (short)change.Kind, NpgsqlDbType.Smallint),
            Column(round, change => change.Id, NpgsqlDbType.Uuid),
            Column(round, change => change.Text, NpgsqlDbType.Text),
            Column(round, change => change.Attributes, NpgsqlDbType.Jsonb),
            Column(round, change => change.IfMatch, NpgsqlDbType.Text),
            Column(round, change => change.IfNoneMatch, NpgsqlDbType.Text),
            Column(round, change => change.Traceparent, NpgsqlDbType.Text),
            new NpgsqlParameter<int> { TypedValue = AppendLimits.MaxStoredAttributesBytes },
        },
    };

    private NpgsqlBatchCommand KeyedRound(List<PendingChange> round)
    {
        var command = Round(round);
        command.CommandText = KeyedAppendSql.Round;
        command.Parameters.Add(Column(round, change => change.Key?.Value, NpgsqlDbType.Text));
        command.Parameters.Add(Column(round, change => change.Key?.Fingerprint, NpgsqlDbType.Bytea));
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = keyLifetime });
        return command;
    }

    private static bool HasKeys(List<PendingChange> round) => round.Exists(pending => pending.Change.Key is not null);

    private static NpgsqlParameter<T[]> Column<T>(List<PendingChange> round, Func<Change, T> value, NpgsqlDbType type)
    {
        var values = new T[round.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(round[i].Change);
        }

        return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }

    private static ChangeOutcome ReadKeyedOutcome(NpgsqlDataReader row) =>
        ReadOutcome(row, row.GetGuid(9)) with { IsReplay = row.GetBoolean(10) };

    private static ChangeOutcome ReadOutcome(NpgsqlDataReader row, Guid id)
    {
        var result = (ChangeResult)row.GetInt16(0);
        var position = new Cursor(row.GetString(1), row.GetInt64(2));
        return new ChangeOutcome(result, position, result > ChangeResult.Unchanged ? null : new ItemResource(
            id,
            row.GetString(3),
            RawJson.FromTrusted(row.GetString(4)),
            row.GetInt32(5),
            row.GetFieldValue<DateTimeOffset>(6),
            row.GetFieldValue<DateTimeOffset>(7),
            row.GetInt64(8)));
    }
}
