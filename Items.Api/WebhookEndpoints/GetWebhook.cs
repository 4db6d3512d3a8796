using Items.Api.Problems;
using Items.Contracts.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Items.Api.WebhookEndpoints;

/// <summary>A webhook with its lag. A client that names the version it has, asks whether the webhook was changed: where delivery stands is told by an answer without that condition.</summary>
internal static class GetWebhook
{
    private const string One = $"SELECT {WebhookSql.Columns} FROM (SELECT * FROM webhooks WHERE id = @id) w {WebhookSql.Lag}";

    public static async Task<Results<Ok<WebhookResource>, StatusCodeHttpResult, ProblemHttpResult>> Handle(
        string id, HttpRequest request, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellationToken)
    {
        var target = WebhookTarget.Of(id, request);
        await using var command = database.CreateCommand(One);
        command.Parameters.Add(WebhookParameters.Id(target.Id));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            return TypedResults.Problem(ApiProblems.WebhookNotFound(target.Id));
        }

        var webhook = WebhookAnswer.Describe(request.HttpContext, WebhookRows.Read(row, clock.GetUtcNow()));
        return target.IsUnchanged(webhook.Version) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(webhook);
    }
}
