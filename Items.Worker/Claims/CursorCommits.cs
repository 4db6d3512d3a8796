using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Items.Worker.Claims;

/// <summary>
/// Writes what becomes of deliveries. Each waits for its own write; one loop commits what is waiting, together, which is what lets many webhooks advance one event at a time.
/// <para>Concurrency: any number of callers, one loop. All writes of a process to rows that it has claimed go through here, so that no two of its transactions wait for each other.</para>
/// <para>Ordering: a webhook's writes come one after the other, since each is awaited.</para>
/// <para>Loss: a write whose commit failed may be repeated; it holds absolute values, and counts only under its claim.</para>
/// <para>Shutdown: this loop ends after those that write.</para>
/// </summary>
internal sealed partial class CursorCommits(NpgsqlDataSource dataSource, IOptions<DispatchOptions> options, ILogger<CursorCommits> logger) : BackgroundService
{
    private const int MostTogether = 2_000;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly Channel<CursorWrite> _waiting = Channel.CreateUnbounded<CursorWrite>(new() { SingleReader = true });
    private readonly CursorCommand _command = new(dataSource, options.Value.LeaseLength);
    private bool _isFailing;

    /// <summary>True when it counted; false when the webhook was claimed by another or changed by a client since.</summary>
    /// <exception cref="NpgsqlException">Not known; it may be written again.</exception>
    public Task<bool> WriteAsync(LeaseKey key, Progress progress) => EnqueueAsync(new(key, CursorWriteKind.Progress, progress));

    /// <inheritdoc cref="WriteAsync"/>
    public Task<bool> RenewAsync(LeaseKey key) => EnqueueAsync(new(key, CursorWriteKind.Renew));

    /// <summary>Gives a lease back, whatever a client has changed meanwhile.</summary>
    /// <exception cref="NpgsqlException">Not known; it ends by itself then.</exception>
    public Task ReleaseAsync(LeaseKey key) => EnqueueAsync(new(key, CursorWriteKind.Release));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        if (ExecuteTask is { } loop)
        {
            await loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var together = new List<CursorWrite>();
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            together.Clear();
            while (together.Count < MostTogether && _waiting.Reader.TryRead(out var write))
            {
                together.Add(write);
            }

            await CommitAsync(together);
        }
    }

    private async Task<bool> EnqueueAsync(CursorWrite write)
    {
        if (!_waiting.Writer.TryWrite(write))
        {
            throw new NpgsqlException("The process is stopping.");
        }

        return await write.Counted;
    }

    private async Task CommitAsync(List<CursorWrite> writes)
    {
        try
        {
            using var limit = new CancellationTokenSource(Longest);
            await _command.ExecuteAsync(writes, limit.Token);
            _isFailing = false;
        }
        catch (Exception exception)
        {
            if (!_isFailing)
            {
                CommitFailed(writes.Count, exception.Message);
            }

            _isFailing = true;
            var failure = exception as NpgsqlException ?? new NpgsqlException("The cursors could not be written.", exception);
            writes.ForEach(write => write.Fail(failure));
        }
    }

    [LoggerMessage(LogLevel.Warning, "The cursors of {Count} webhooks could not be written, they are tried again: {Reason}")]
    private partial void CommitFailed(int count, string reason);
}
