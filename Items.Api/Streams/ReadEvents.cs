using Items.Api.Input;
using Items.Api.ItemEndpoints;
using Items.Api.Problems;
using Items.Contracts;
using Items.Data.Log;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.Streams;

/// <summary>
/// History. <c>Items-Cursor</c> is the log's head at the time of the read: a reader whose last event has that position is at the end, and one that filters
/// goes on from there. A page may hold fewer events than <c>limit</c> while more follow (<c>Link: rel="next"</c>), because its size is bounded.
/// </summary>
internal static class ReadEvents
{
    private const int MaxTypesLength = 200;

    public static async Task<Results<EventBatch, ProblemHttpResult>> Handle(
        HttpRequest request, LogReader log, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(request.Query);
        var after = reader.After();
        var count = reader.Limit(smallest: 0);
        var wanted = ReadTypes(reader);
        reader.Finish();

        var page = await log.ReadAsync(after?.Seq ?? 0, count, wanted, cancellationToken);
        ItemAnswer.SetPosition(request.HttpContext, new Cursor(page.Epoch, page.Head));
        if (after is { } position && page.Refusal(position) is { } gone)
        {
            return TypedResults.Problem(ApiProblems.CursorGone(gone));
        }

        if (page.Events.Count > 0 && page.Events[^1].Seq < page.Head)
        {
            request.HttpContext.Response.Headers.Link = PageLink.Next(request, new Cursor(page.Epoch, page.Events[^1].Seq));
        }

        return new EventBatch(page.Events);
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
