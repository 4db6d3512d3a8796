using Items.Contracts.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Items.Api.WebhookEndpoints;

/// <summary>
/// Asks the Workers to send a sample, and says where its outcome will be. The Api makes no request of its own to anybody's address. Not a change of the webhook; of attempts that are kept too many the oldest
/// go, so that asking without end fills nothing.
/// </summary>
internal static class TestWebhook
{
    private const string Ask =
        $"""
        WITH found AS MATERIALIZED (
            SELECT w.id, CASE WHEN {WebhookSql.ConditionHolds} THEN 0 ELSE 1 END AS verdict FROM webhooks w WHERE w.id = @id
        ),
        pruned AS (
            DELETE FROM webhook_deliveries d USING found
            WHERE found.verdict = 0 AND d.webhook_id = found.id
              AND d.id <= (SELECT id FROM webhook_deliveries WHERE webhook_id = @id ORDER BY id DESC OFFSET @kept - 1 LIMIT 1)
        ),
        asked AS (
            INSERT INTO webhook_deliveries (id, webhook_id, kind, message_id, events, attempt, at, outcome)
            SELECT @delivery, id, '{WebhookDeliveryKinds.Test}', 'test-' || @delivery, 1, 1, @at, '{WebhookOutcomes.Pending}'
            FROM found WHERE verdict = 0
            RETURNING *
        )
        SELECT found.verdict, {WebhookSql.DeliveryColumns}
        FROM found LEFT JOIN asked d ON true
        """;

    public static async Task<Results<Accepted<WebhookDelivery>, ProblemHttpResult>> Handle(
        string id, HttpRequest request, WebhookChanges changes, TimeProvider clock, CancellationToken cancellationToken)
    {
        var target = WebhookTarget.Of(id, request);
        await WebhookRequests.ReadNothingAsync(request, cancellationToken);
        var now = clock.GetUtcNow();
        var ask = WebhookChanges.Command(Ask,
        [
            .. target.Parameters(),
            WebhookParameters.Id(Guid.CreateVersion7(now), "delivery"),
            WebhookParameters.Time("at", now),
            WebhookParameters.Number("kept", WebhookLimits.KeptDeliveries),
        ]);
        var answer = await changes.RunAsync(WebhookChanges.LockedBy(target), ask, Read, cancellationToken) ?? new Answer(WebhookVerdict.Missing, null);
        return answer.Delivery is { } delivery
            ? TypedResults.Accepted(WebhookRoutes.PathOf(target.Id, delivery.Id), delivery)
            : WebhookAnswer.Refuse(target.Id, answer.Verdict);
    }

    private static Answer Read(NpgsqlDataReader row) => new((WebhookVerdict)row.GetInt32(0), row.IsDBNull(1) ? null : DeliveryRows.Read(row, from: 1));

    private readonly record struct Answer(WebhookVerdict Verdict, WebhookDelivery? Delivery);
}
