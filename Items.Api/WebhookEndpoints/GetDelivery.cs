using Items.Api.Input;
using Items.Api.Problems;
using Items.Contracts;
using Items.Contracts.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Items.Api.WebhookEndpoints;

internal static class GetDelivery
{
    private const string One =
        $"SELECT {WebhookSql.DeliveryColumns} FROM webhooks w LEFT JOIN webhook_deliveries d ON d.webhook_id = w.id AND d.id = @delivery WHERE w.id = @id";

    public static async Task<Results<Ok<WebhookDelivery>, ProblemHttpResult>> Handle(
        string id, string delivery, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var webhook = ItemId.FromPath(id);
        if (!Guid.TryParseExact(delivery, "D", out var deliveryId))
        {
            throw new RequestRefusedException(ApiProblems.Invalid(new InvalidInput("The id must be a UUID.", Parameter: "delivery")));
        }

        await using var command = database.CreateCommand(One);
        command.Parameters.AddRange(new[] { WebhookParameters.Id(webhook), WebhookParameters.Id(deliveryId, "delivery") });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            return TypedResults.Problem(ApiProblems.WebhookNotFound(webhook));
        }

        return row.IsDBNull(0) ? TypedResults.Problem(ApiProblems.WebhookDeliveryNotFound(deliveryId)) : TypedResults.Ok(DeliveryRows.Read(row));
    }
}
