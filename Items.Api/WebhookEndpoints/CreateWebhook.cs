using Items.Contracts;
using Items.Contracts.Webhooks;
using Items.Data.Log;
using Items.Data.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.WebhookEndpoints;

internal static class CreateWebhook
{
    /// <summary>"items" and "hook" as two numbers. One create at a time, so that the limit holds, and the order of <c>created_at</c> is that of the commits: a list that is paged through skips nothing.</summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(1769235821, 1752133483)";

    private const string Insert =
        $"""
        WITH judged AS MATERIALIZED (
            SELECT CASE WHEN EXISTS (SELECT 1 FROM webhooks WHERE id = @id) THEN 4
                        WHEN (SELECT count(*) FROM webhooks) >= @most THEN 5
                        ELSE 0 END AS verdict
        ),
        made AS (
            INSERT INTO webhooks (id, url, description, types, attributes, batch_size, secret, state, epoch, position, failures, generation, created_at, updated_at)
            SELECT @id, @url, @description, @types, @attributes, @batch_size, @secret, '{WebhookStates.Active}', coalesce(@epoch, stream.epoch), coalesce(@position, stream.head), 0, 1, at, at
            FROM judged, stream, clock_timestamp() at
            WHERE verdict = 0
            RETURNING *
        )
        SELECT {WebhookSql.Columns}, judged.verdict
        FROM judged LEFT JOIN made w ON true {WebhookSql.Lag}
        """;

    public static async Task<Results<Created<WebhookSecret>, ProblemHttpResult>> Handle(
        HttpRequest request, WebhookChanges changes, LogReader log, TargetPolicy targets, SecretVault vault, TimeProvider clock, CancellationToken cancellationToken)
    {
        var body = await WebhookBody.ReadNewAsync(request, targets, cancellationToken);
        var start = body.After is { } after ? await WebhookStart.FindAsync(log, after, cancellationToken) : (Cursor?)null;
        var (id, key) = (body.Id ?? Guid.CreateVersion7(clock.GetUtcNow()), SecretVault.CreateKey());
        var statement = WebhookChanges.Command(Insert,
        [
            WebhookParameters.Id(id),
            WebhookParameters.Number("most", WebhookLimits.MaxWebhooks),
            WebhookParameters.Text("url", body.Url),
            WebhookParameters.Text("description", body.Description),
            WebhookParameters.Texts("types", body.Types),
            WebhookParameters.Json("attributes", body.Attributes),
            WebhookParameters.Number("batch_size", body.BatchSize ?? 1),
            WebhookParameters.Bytes("secret", vault.Protect(id, key)),
            WebhookParameters.Text("epoch", start?.Epoch),
            WebhookParameters.Number("position", start?.Seq),
        ]);

        var outcome = await changes.RunAsync(WebhookChanges.Command(Lock, []), statement, changes.ReadOutcome, cancellationToken);
        return outcome!.Value.Webhook is { } webhook
            ? TypedResults.Created(WebhookRoutes.PathOf(id), WebhookAnswer.Describe(request.HttpContext, webhook, key))
            : WebhookAnswer.Refuse(id, outcome.Value.Verdict);
    }
}
