using Npgsql;
using NpgsqlTypes;

namespace Items.Worker.Claims;

/// <summary>Writes for many webhooks in one message exchange, which is one transaction: at most one statement for each kind of write.</summary>
internal sealed class CursorCommand(NpgsqlDataSource dataSource, TimeSpan lease)
{
    /// <exception cref="NpgsqlException">It is not known which of them, all or none, has taken effect. They may be repeated.</exception>
    public async Task ExecuteAsync(IReadOnlyList<CursorWrite> writes, CancellationToken cancellationToken)
    {
        var kinds = writes.GroupBy(write => write.Kind).OrderBy(kind => kind.Key).Select(kind => kind.ToList()).ToList();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var kind in kinds)
        {
            batch.BatchCommands.Add(Statement(kind));
        }

        await batch.PrepareAsync(cancellationToken);
        var counted = new HashSet<(CursorWriteKind, Guid, Guid)>(writes.Count);
        await using (var row = await batch.ExecuteReaderAsync(cancellationToken))
        {
            foreach (var kind in kinds)
            {
                while (await row.ReadAsync(cancellationToken))
                {
                    counted.Add((kind[0].Kind, row.GetGuid(0), row.GetGuid(1)));
                }

                await row.NextResultAsync(cancellationToken);
            }
        }

        foreach (var write in writes)
        {
            write.Complete(counted.Contains((write.Kind, write.Key.Webhook, write.Key.Owner)));
        }
    }

    private NpgsqlBatchCommand Statement(List<CursorWrite> writes)
    {
        var command = new NpgsqlBatchCommand(writes[0].Kind switch
        {
            CursorWriteKind.Renew => ClaimSql.Renew,
            CursorWriteKind.Progress => ClaimSql.Progress,
            _ => ClaimSql.Release,
        });
        Add(command, writes, write => write.Key.Webhook, NpgsqlDbType.Uuid);
        Add(command, writes, write => write.Key.Owner, NpgsqlDbType.Uuid);
        if (writes[0].Kind == CursorWriteKind.Release)
        {
            return command;
        }

        Add(command, writes, write => write.Key.Generation, NpgsqlDbType.Integer);
        if (writes[0].Kind == CursorWriteKind.Renew)
        {
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = lease });
            return command;
        }

        Add(command, writes, write => write.Progress!.Position, NpgsqlDbType.Bigint);
        Add(command, writes, write => write.Progress!.RetryThrough, NpgsqlDbType.Bigint);
        Add(command, writes, write => write.Progress!.Failures, NpgsqlDbType.Integer);
        Add(command, writes, write => write.Progress!.FailingSince?.UtcDateTime, NpgsqlDbType.TimestampTz);
        Add(command, writes, write => write.Progress!.NextAttemptAt?.UtcDateTime, NpgsqlDbType.TimestampTz);
        Add(command, writes, write => write.Progress!.State, NpgsqlDbType.Text);
        Add(command, writes, write => write.Progress!.StateReason, NpgsqlDbType.Text);
        Add(command, writes, write => write.Progress!.IsEnd, NpgsqlDbType.Boolean);
        return command;
    }

    private static void Add<T>(NpgsqlBatchCommand command, List<CursorWrite> writes, Func<CursorWrite, T> value, NpgsqlDbType type)
    {
        var column = new T[writes.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(writes[i]);
        }

        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
