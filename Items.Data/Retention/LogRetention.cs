using System.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Items.Data.Retention;

/// <summary>
/// Keeps the log within its limits: moves <c>stream.oldest</c>, then deletes what lies before it.
/// <para>Concurrency: of any number of processes one at a time, by an advisory lock that its session holds. Appends wait for it as they wait for each other, for one update of the
/// <c>stream</c> row; the deletes take no lock that they need.</para>
/// <para>Ordering: <c>oldest</c> is moved and committed first, so a reader that misses an event also sees why (see <see cref="Log.LogReader"/>).</para>
/// <para>Loss: nothing goes that the broker has not confirmed; how long that takes, the log grows beyond its limits. The items and the log's head are not touched.</para>
/// <para>Shutdown, and a crash: rows before <c>oldest</c> that are still there are invisible, and the next run deletes them.</para>
/// </summary>
public sealed partial class LogRetention(NpgsqlDataSource dataSource, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<LogRetention> logger)
    : BackgroundService
{
    /// <summary>Rows of one delete: some milliseconds, and little for a replica or the write-ahead log to swallow.</summary>
    private const int BatchSize = 5_000;

    /// <summary>"items" and "keep" as two numbers.</summary>
    private const string Lock = "SELECT pg_try_advisory_lock(1769235821, 1801807216)";
    private const string Unlock = "SELECT pg_advisory_unlock(1769235821, 1801807216)";

    private const string Position = "SELECT epoch, head, oldest, published FROM stream, relay";
    private const string Move = "UPDATE stream SET oldest = $1 WHERE epoch = $2 AND oldest < $1 AND head >= $1 - 1";
    private const string Leftover = "SELECT min(seq) FROM events WHERE seq < $1";
    private const string Delete = "DELETE FROM events WHERE seq >= $1 AND seq < least($1 + $2, (SELECT oldest FROM stream))";

    private readonly RetentionOptions _options = options.Value;

    /// <summary>Runs once, unless another process is at it.</summary>
    /// <exception cref="NpgsqlException">Postgres does not answer; the next run goes on where this one was.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var session = await dataSource.OpenConnectionAsync(cancellationToken);
        if (!(bool)(await Command(session, Lock).ExecuteScalarAsync(cancellationToken))!)
        {
            return;
        }

        try
        {
            var oldest = await MoveAsync(session, cancellationToken);
            RetentionTelemetry.Oldest.Record(oldest);
            await DeleteAsync(session, oldest, cancellationToken);
        }
        finally
        {
            if (session.State == ConnectionState.Open)
            {
                await Command(session, Unlock).ExecuteScalarAsync(CancellationToken.None);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.IsOn)
        {
            return;
        }

        using var timer = new PeriodicTimer(_options.Interval, clock);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                RunFailed(exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Where the log begins from now on.</summary>
    private async Task<long> MoveAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        var (epoch, head, oldest, published) = await ReadPositionAsync(session, cancellationToken);
        var wanted = await new RetentionLimits(session, _options).FindAsync(oldest, head, cancellationToken);
        var allowed = Math.Max(oldest, Math.Min(wanted, published + 1));
        if (allowed < wanted)
        {
            HeldBack(wanted, allowed);
        }

        await Command(session, Move, allowed, epoch).ExecuteNonQueryAsync(cancellationToken);
        return allowed;
    }

    private static async Task<(string Epoch, long Head, long Oldest, long Published)> ReadPositionAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        await using var row = await Command(session, Position).ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
    }

    /// <summary>From the first row that is left: what a run before this one did not get to goes as well.</summary>
    private static async Task DeleteAsync(NpgsqlConnection session, long oldest, CancellationToken cancellationToken)
    {
        if (await Command(session, Leftover, oldest).ExecuteScalarAsync(cancellationToken) is not long first)
        {
            return;
        }

        for (var seq = first; seq < oldest; seq += BatchSize)
        {
            RetentionTelemetry.Deleted.Add(await Command(session, Delete, seq, (long)BatchSize).ExecuteNonQueryAsync(cancellationToken));
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection session, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, session);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        return command;
    }

    [LoggerMessage(LogLevel.Warning, "The log is kept from sequence number {Allowed} on, beyond its limits, which would begin it at {Wanted}: the broker has not confirmed the events between")]
    private partial void HeldBack(long wanted, long allowed);

    [LoggerMessage(LogLevel.Warning, "The log's retention could not run, it will try again: {Reason}")]
    private partial void RunFailed(string reason);
}
