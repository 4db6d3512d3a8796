using Items.Api.Input;
using Items.Api.Problems;
using Items.Contracts;
using Items.Contracts.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Items.Api.WebhookEndpoints;

/// <summary>The attempts that are kept of a webhook, newest first. Their ids sort by time, so an id is a place in the list, also when that attempt is kept no longer.</summary>
internal static class ListDeliveries
{
    private const string Before = "before";

    /// <summary>No row without the webhook; at least one with it. One more than the page, to know whether another follows.</summary>
    private const string Page =
        $"""
        SELECT {WebhookSql.DeliveryColumns}
        FROM webhooks w LEFT JOIN LATERAL (
            SELECT * FROM webhook_deliveries
            WHERE webhook_id = w.id AND (@before IS NULL OR id < @before)
            ORDER BY id DESC
            LIMIT @limit + 1
        ) d ON true
        WHERE w.id = @id
        ORDER BY d.id DESC
        """;

    public static async Task<Results<Ok<IReadOnlyList<WebhookDelivery>>, ProblemHttpResult>> Handle(
        string id, HttpRequest request, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var webhook = ItemId.FromPath(id);
        var reader = new QueryReader(request.Query);
        var limit = reader.Limit(smallest: 1, WebhookLimits.MaxPageSize);
        var before = ReadBefore(reader);
        reader.Finish();

        await using var command = database.CreateCommand(Page);
        command.Parameters.AddRange(new[] { WebhookParameters.Id(webhook), WebhookParameters.Id(before, Before), WebhookParameters.Number("limit", limit) });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        if (!await rows.ReadAsync(cancellationToken))
        {
            return TypedResults.Problem(ApiProblems.WebhookNotFound(webhook));
        }

        var page = new List<WebhookDelivery>();
        for (var hasRow = !rows.IsDBNull(0); hasRow; hasRow = await rows.ReadAsync(cancellationToken))
        {
            page.Add(DeliveryRows.Read(rows));
        }

        if (page.Count > limit)
        {
            page.RemoveAt(limit);
            request.HttpContext.Response.Headers.Link = PageLink.Next(request, Before, page[^1].Id.ToString());
        }

        return TypedResults.Ok<IReadOnlyList<WebhookDelivery>>(page);
    }

    private static Guid? ReadBefore(QueryReader reader)
    {
        if (reader.Text(Before, ItemId.Length) is not { } text)
        {
            return null;
        }

        if (!Guid.TryParseExact(text, "D", out var before))
        {
            reader.Errors.Add(new InvalidInput("The parameter must be the id of a delivery.", Parameter: Before));
        }

        return before;
    }
}
