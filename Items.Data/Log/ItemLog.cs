using System.Threading.Channels;
using Items.Contracts;
using Items.Data.Idempotency;
using Items.Data.Setup;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Items.Data.Log;

/// <summary>
/// The one way to change items. Requests hand in their change and await its own outcome; one loop per process commits what is waiting, together.
/// <para>Concurrency: any number of callers, one loop; across processes the lock of the <c>stream</c> row admits one commit at a time.</para>
/// <para>Ordering: that lock is held to the commit, so <c>seq</c> order is commit order, and a rollback leaves no hole. The changes of one item commit in the
/// order in which they were handed in; those of different items have no order until they are numbered.</para>
/// <para>Loss: an outcome is given only after the commit. A failed commit fails its changes; when its fate is not known, the exception says so, and
/// the change can be handed in again under the same key.</para>
/// <para>Shutdown: what was handed in before the host stops is still committed, as long as the host's shutdown time-out allows.</para>
/// </summary>
public sealed partial class ItemLog : BackgroundService
{
    private readonly Channel<PendingChange> _waiting;
    private readonly InFlightKeys _keys = new();
    private readonly AppendCommand _command;
    private readonly FreshEvents _fresh;
    private readonly LogSignal _signal;
    private readonly ILogger<ItemLog> _logger;
    private readonly int _maxCommitSize;
    private readonly TimeSpan _commitTimeout;

    public ItemLog(
        AppendConnection connection, FreshEvents fresh, LogSignal signal, IOptions<ItemLogOptions> options, IOptions<IdempotencyKeysOptions> keys, ILogger<ItemLog> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(keys);
        _command = new AppendCommand(connection, signal, keys.Value.Lifetime);
        _fresh = fresh;
        _signal = signal;
        _logger = logger;
        _maxCommitSize = options.Value.MaxCommitSize;
        _commitTimeout = TimeSpan.FromSeconds(options.Value.CommitTimeoutSeconds);
        _waiting = Channel.CreateBounded<PendingChange>(new BoundedChannelOptions(options.Value.MaxWaiting) { SingleReader = true });
    }

    /// <summary>Commits the change with whatever else is waiting.</summary>
    /// <param name="change">A validated change.</param>
    /// <param name="cancellationToken">Gives up waiting; a change that is already in a commit may take effect all the same.</param>
    /// <exception cref="LogUnavailableException">Postgres does not answer, too many changes wait, or the process is stopping.</exception>
    public async Task<ChangeOutcome> AppendAsync(Change change, CancellationToken cancellationToken)
    {
        using var span = LogTelemetry.StartAppend();
        var pending = new PendingChange(span is null ? change : change with { Traceparent = span.Id }, _keys);
        if (!pending.TryTakeKey())
        {
            return new ChangeOutcome(ChangeResult.KeyInUse, default, Item: null);
        }

        if (!_waiting.Writer.TryWrite(pending))
        {
            pending.ReleaseKey();
            throw new LogUnavailableException("Too many changes are waiting to be committed.", outcomeUnknown: false, innerException: null);
        }

        await using var abandonment = cancellationToken.Register(() => pending.Abandon(cancellationToken));
        var outcome = await pending.Outcome;
        LogTelemetry.EndAppend(span, outcome);
        return outcome;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        if (ExecuteTask is { } loop)
        {
            await loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    // Hop 2 of 8: the changes of many requests become one commit: item rows, event rows and seq.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var commit = new List<PendingChange>(_maxCommitSize);
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            commit.Clear();
            while (commit.Count < _maxCommitSize && _waiting.Reader.TryRead(out var pending))
            {
                if (pending.IsAbandoned)
                {
                    pending.ReleaseKey();
                }
                else if (pending.Age > _commitTimeout)
                {
                    // While Postgres is away each commit takes its time to fail, and those behind it would wait for one after another.
                    pending.Fail(new LogUnavailableException("The change waited too long for a commit.", outcomeUnknown: false, innerException: null));
                }
                else
                {
                    commit.Add(pending);
                }
            }

            if (commit.Count > 0)
            {
                await CommitAsync(commit);
            }
        }
    }

    private async Task CommitAsync(List<PendingChange> changes)
    {
        try
        {
            using var timeout = new CancellationTokenSource(_commitTimeout);
            var outcomes = await _command.ExecuteAsync(changes, timeout.Token);
            _fresh.Add(changes, outcomes);
            _signal.Advance(outcomes.MaxBy(outcome => outcome.Position.Seq)!.Position);
            LogTelemetry.Committed(outcomes);
            for (var i = 0; i < outcomes.Length; i++)
            {
                changes[i].Complete(outcomes[i]);
            }
        }
        catch (PostgresException refused) when (refused.IsRefusalOfValue)
        {
            await IsolateAsync(changes, refused);
        }
        catch (Exception exception)
        {
            CommitFailed(exception, changes.Count);
            var failure = new LogUnavailableException("The change could not be committed.", IsOutcomeUnknown(exception), exception);
            changes.ForEach(pending => pending.Fail(failure));
            if (failure.OutcomeUnknown)
            {
                _signal.Advance();
            }
        }
        finally
        {
            _signal.EndCommit();
        }
    }

    /// <summary>A value that validation let through and Postgres refuses must not disturb its neighbours: halve until it stands alone.</summary>
    private async Task IsolateAsync(List<PendingChange> changes, PostgresException refused)
    {
        if (changes.Count == 1)
        {
            ValueRefused(refused.SqlState, refused.MessageText);
            changes[0].Complete(new ChangeOutcome(ChangeResult.Rejected, default(Cursor), Item: null));
            return;
        }

        var half = changes.Count / 2;
        await CommitAsync(changes[..half]);
        await CommitAsync(changes[half..]);
    }

    /// <summary>Whatever is no refusal may have come between the commit and its confirmation.</summary>
    private static bool IsOutcomeUnknown(Exception exception) => !exception.IsRefusal && exception is not LogUnavailableException { OutcomeUnknown: false };

    [LoggerMessage(LogLevel.Error, "A commit of {Changes} changes failed")]
    private partial void CommitFailed(Exception exception, int changes);

    [LoggerMessage(LogLevel.Warning, "Postgres refused a value that validation had accepted: {SqlState} {Message}")]
    private partial void ValueRefused(string sqlState, string message);
}
