using Items.Contracts;
using Items.StreamGateway.History;
using Items.StreamGateway.Ring;
using Items.StreamGateway.Tail;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Subscribers;

/// <summary>
/// Decides, before any upgrade, whether a stream can be served and from where. A position the ring knows is decided here; for any other the Api is asked,
/// because this process may be behind: only the log's owner can say that a position is gone. Then it is refused, or the stream begins with a snapshot when that was asked for.
/// </summary>
internal sealed class StreamOpener(
    TailState tail,
    HistoryClient history,
    DrainState drain,
    OriginPolicy origins,
    SubscriberPlaces places,
    IOptions<SubscriberOptions> options,
    IOptions<CatchUpOptions> catchUp) : IDisposable
{
    private readonly SemaphoreSlim _questions = new(catchUp.Value.MaxConcurrent);

    /// <summary>The stream; null when the request was refused, which is then answered.</summary>
    public async Task<OpenedStream?> OpenAsync(HttpContext context)
    {
        var outcome = places.TryTake(ClientNetwork.Of(context.Connection.RemoteIpAddress), out var place);
        OpenedStream? stream = null;
        try
        {
            (stream, var refusal) = outcome switch
            {
                PlaceOutcome.Taken => await DecideAsync(context, place!),
                PlaceOutcome.NetworkFull => (null, StreamProblems.TooManyStreams(context.Response)),
                _ => (null, StreamProblems.Unavailable(context.Response, "The gateway has as many subscribers as it takes.")),
            };
            if (refusal is not null)
            {
                await refusal.ExecuteAsync(context);
            }

            return stream;
        }
        finally
        {
            // Also when the client goes away while its position is being checked.
            if (stream is null)
            {
                place?.Dispose();
            }
        }
    }

    public void Dispose() => _questions.Dispose();

    private static bool IsInMemory(EventRing ring, Cursor after) =>
        (after.Epoch is null || after.Epoch == ring.EpochText) && after.Seq >= ring.Oldest - 1 && after.Seq <= ring.Head && !ring.IsEnded;

    private async Task<(OpenedStream? Stream, ProblemHttpResult? Refusal)> DecideAsync(HttpContext context, SubscriberPlace place)
    {
        if (drain.IsClosed)
        {
            return (null, StreamProblems.Unavailable(context.Response, "The gateway is restarting."));
        }

        if (!origins.Allows(context.Request))
        {
            return (null, StreamProblems.OriginNotAllowed());
        }

        var errors = new List<InvalidInput>();
        if (StreamRequest.Parse(context.Request, options.Value, errors) is not { } request)
        {
            return (null, StreamProblems.Invalid(errors));
        }

        if (tail.Ring is not { } ring)
        {
            return (null, StreamProblems.Unavailable(context.Response, "The gateway has not reached the log yet."));
        }

        var position = request.After?.Seq ?? ring.Head;
        var snapshot = request.After is null ? request.Snapshot : null;
        if (request.After is { } after && !IsInMemory(ring, after) && await AskAsync(context, ring, after) is { } refusal)
        {
            snapshot = refusal.StatusCode == StatusCodes.Status410Gone ? request.Snapshot : null;
            if (snapshot is null)
            {
                return (null, refusal);
            }
        }

        return (new OpenedStream(ring, position, request.Filter, snapshot, place), null);
    }

    private async Task<ProblemHttpResult?> AskAsync(HttpContext context, EventRing ring, Cursor after)
    {
        await _questions.WaitAsync(context.RequestAborted);
        try
        {
            using var answer = await history.ReadAsync(after with { Epoch = after.Epoch ?? ring.EpochText }, 0, context.RequestAborted);
            return answer.Head.Epoch == ring.EpochText
                ? null
                : StreamProblems.Unavailable(context.Response, "The gateway is moving to the log's new epoch.");
        }
        catch (HistoryGoneException)
        {
            return StreamProblems.Gone();
        }
        catch (HistoryUnavailableException)
        {
            return StreamProblems.Unavailable(context.Response, "The position cannot be checked because the history is not available.");
        }
        finally
        {
            _questions.Release();
        }
    }
}
