using Items.Api.Input;
using Items.Api.ItemEndpoints;
using Items.Api.Problems;
using Items.Contracts;
using Items.Data.Log;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.Streams;

/// <summary>
/// History. A page may hold fewer events than <c>limit</c>, and none, while more follow (<c>Link: rel="next"</c>): its size is bounded, and so is the part of the log that is looked through for events of
/// some types. <c>Items-Cursor</c> is the log's head at the time of the read, and of an empty page how far it has looked, so that a reader who goes on from there misses nothing either way.
/// </summary>
internal static class ReadEvents
{
    /// <summary>Events that are looked through for one page: far fewer than the time limit of a statement allows, and enough that few pages lead through a long log in which nothing matches.</summary>
    private const int Window = 100_000;

    private const int MaxTypesLength = 200;

    public static async Task<Results<EventBatch, ProblemHttpResult>> Handle(
        HttpRequest request, LogReader log, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(request.Query);
        var after = reader.After();
        var count = reader.Limit(smallest: 0);
        var wanted = ReadTypes(reader);
        reader.Finish();

        var page = await ReadAsync(log, after?.Seq, count, wanted, cancellationToken);
        var refusal = after is { } position ? page.Refusal(position) : null;
        ItemAnswer.SetPosition(request.HttpContext, new Cursor(page.Epoch, refusal is null && page.Events.Count == 0 ? page.Through : page.Head));
        if (refusal is not null)
        {
            return TypedResults.Problem(ApiProblems.CursorGone(refusal));
        }

        if (page.Through < page.Head)
        {
            request.HttpContext.Response.Headers.Link = PageLink.Next(request, new Cursor(page.Epoch, page.Through));
        }

        return new EventBatch(page.Events);
    }

    private static async Task<LogPage> ReadAsync(LogReader log, long? after, int limit, string[]? types, CancellationToken cancellationToken)
    {
        if (types is null || limit == 0)
        {
            return await log.ReadAsync(after ?? 0, limit, types, cancellationToken);
        }

        var start = after ?? (await log.ReadPositionAsync(cancellationToken)).Oldest - 1;
        return await log.ReadAsync(new LogQuery(start, start + Math.Min(Window, long.MaxValue - start), limit) { Types = types }, cancellationToken);
    }

    private static string[]? ReadTypes(QueryReader reader)
    {
        var types = reader.Text("types", MaxTypesLength)?.Split(',');
        if (types is not null && !types.All(EventTypes.Stored.Contains))
        {
            reader.Errors.Add(new InvalidInput($"The types must be among: {string.Join(", ", EventTypes.Stored)}.", Parameter: "types"));
        }

        return types;
    }
}
