using System.Net;
using System.Runtime.CompilerServices;
using Items.Contracts;

namespace Items.Verifier.Streams;

/// <summary>
/// Follows without an end, as docs/streams.md tells a client to: after a lost connection, or a refusal that passes, it resumes after the last position it was given, perhaps at
/// another host. Only a position that is gone ends it. For one reader.
/// </summary>
/// <param name="source">How.</param>
/// <param name="chooseHost">Where, asked before each connection.</param>
/// <param name="query">What.</param>
public sealed class EventStream(IEventSource source, Func<Uri> chooseHost, StreamQuery query)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private TimeSpan _pause = FirstPause;

    /// <summary>The cursor to resume after; null until one was given.</summary>
    public string? Position { get; private set; } = query.After;

    /// <summary>Connections begun, those included that were refused.</summary>
    public int Connections { get; private set; }

    /// <summary>Every event of every connection, in the order in which they come.</summary>
    /// <exception cref="StreamRefusedException">The position is gone (410), or the request is wrong (another 4xx).</exception>
    public async IAsyncEnumerable<ItemEvent> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            Connections++;
            await using var connection = source.OpenAsync(chooseHost(), query with { After = Position }, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await TryMoveAsync(connection))
            {
                _pause = FirstPause;
                var change = connection.Current;
                if (!string.IsNullOrEmpty(change.Sequence))
                {
                    Position = EventPosition.Of(change).ToString();
                }

                yield return change;
            }

            await Task.Delay(_pause * (0.5 + Random.Shared.NextDouble()), cancellationToken);
            _pause = _pause * 2 > LongestPause ? LongestPause : _pause * 2;
        }
    }

    /// <summary>False when the connection has ended and another may be tried.</summary>
    private static async Task<bool> TryMoveAsync(IAsyncEnumerator<ItemEvent> connection)
    {
        try
        {
            return await connection.MoveNextAsync();
        }
        catch (IOException)
        {
            return false;
        }
        catch (StreamRefusedException refused) when (refused.Status is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests)
        {
            return false;
        }
    }
}
