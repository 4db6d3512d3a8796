using Items.Api.Input;
using Items.Contracts;
using Items.Contracts.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Items.Api.WebhookEndpoints;

internal static class ListWebhooks
{
    /// <summary>One row more than the page, to know whether another follows.</summary>
    private const string Page =
        $"""
        SELECT {WebhookSql.Columns}
        FROM (
            SELECT * FROM webhooks
            WHERE @at IS NULL OR (created_at, id) > (@at, @id)
            ORDER BY created_at, id
            LIMIT @limit + 1
        ) w {WebhookSql.Lag}
        ORDER BY w.created_at, w.id
        """;

    public static async Task<Results<Ok<IReadOnlyList<WebhookResource>>, ProblemHttpResult>> Handle(
        HttpRequest request, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(request.Query);
        var limit = reader.Limit(smallest: 1, WebhookLimits.MaxPageSize);
        var after = ReadPlace(reader);
        reader.Finish();

        await using var command = database.CreateCommand(Page);
        command.Parameters.AddRange(new[] { WebhookParameters.Time("at", after?.At), WebhookParameters.Id(after?.Id), WebhookParameters.Number("limit", limit) });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var page = new List<WebhookResource>();
        while (await rows.ReadAsync(cancellationToken))
        {
            page.Add(WebhookRows.Read(rows, clock.GetUtcNow()));
        }

        if (page.Count > limit)
        {
            page.RemoveAt(limit);
            request.HttpContext.Response.Headers.Link = PageLink.Next(request, "after", new WebhookPlace(page[^1].CreatedAt, page[^1].Id).ToString());
        }

        return TypedResults.Ok<IReadOnlyList<WebhookResource>>(page);
    }

    private static WebhookPlace? ReadPlace(QueryReader reader)
    {
        if (reader.Text("after", WebhookPlace.MaxLength) is not { } text)
        {
            return null;
        }

        var place = WebhookPlace.Parse(text);
        if (place is null)
        {
            reader.Errors.Add(new InvalidInput("The parameter must be taken from the Link of the page before, as it is.", Parameter: "after"));
        }

        return place;
    }
}
