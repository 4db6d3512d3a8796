using System.Globalization;
using System.Text.Json;
using Items.Contracts;
using Items.Contracts.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Items.Web.Tests.Upstream;

/// <summary>As much of the Api's webhooks as the site uses.</summary>
internal static class ScriptedWebhooksApi
{
    public static void Map(IEndpointRouteBuilder app, ScriptedWebhooks webhooks, ScriptedLog log)
    {
        var all = app.MapGroup("/api/webhooks");
        all.MapGet("", (HttpResponse response, string? after, int limit) => List(webhooks, response, after, limit));
        all.MapPost("", async (HttpRequest request) => await CreateAsync(webhooks, request));
        all.MapGet("{id:guid}", (Guid id) => webhooks.Find(id) is { } webhook ? Webhook(webhook) : NotFound());
        all.MapGet("{id:guid}/deliveries", (Guid id, int limit) =>
            webhooks.Attempts(id, limit) is { } attempts ? Results.Json(attempts, ContractsJson.Default.IReadOnlyListWebhookDelivery) : NotFound());
        all.MapPost("{id:guid}/test", (HttpRequest request, Guid id) => Changed(webhooks, request, id, _ => Results.Json(
            webhooks.Attempt(id, attempt => attempt with { Kind = WebhookDeliveryKinds.Test, Outcome = WebhookOutcomes.Pending, First = null, Last = null, Status = null, DurationMs = null }),
            ContractsJson.Default.WebhookDelivery,
            statusCode: 202)));
        all.MapPatch("{id:guid}", (HttpRequest request, Guid id) => Changed(webhooks, request, id, webhook =>
            Webhook(webhooks.Change(id, _ => Next(webhook) with { State = WebhookStates.Disabled, StateReason = WebhookStateReasons.Requested }))));
        all.MapPost("{id:guid}/resume", (HttpRequest request, Guid id) => Changed(webhooks, request, id, webhook =>
            Webhook(webhooks.Change(id, _ => Next(webhook) with { State = WebhookStates.Active, StateReason = null, Failures = 0, FailingSince = null, NextAttemptAt = null }))));
        all.MapPost("{id:guid}/rotate-secret", (HttpRequest request, Guid id) => Changed(webhooks, request, id, webhook =>
            Secret(webhooks, webhooks.Change(id, _ => Next(webhook) with { PreviousSecretUntil = TimeProvider.System.GetUtcNow().AddDays(1) }), 200)));
        all.MapPost("{id:guid}/replay", async (HttpRequest request, Guid id) =>
        {
            var body = (await JsonSerializer.DeserializeAsync(request.Body, ContractsJson.Default.WebhookReplay))!;
            return Changed(webhooks, request, id, webhook => Replay(webhooks, log, webhook, body.After));
        });
        all.MapDelete("{id:guid}", (HttpRequest request, Guid id) => Changed(webhooks, request, id, _ =>
        {
            webhooks.Remove(id);
            return Results.NoContent();
        }));
    }

    private static IResult List(ScriptedWebhooks webhooks, HttpResponse response, string? after, int limit)
    {
        var found = webhooks.Read(after, limit + 1);
        if (found.Count > limit)
        {
            response.Headers.Link = $"</api/webhooks?limit={limit}&after={found[limit - 1].Id}>; rel=\"next\"";
        }

        IReadOnlyList<WebhookResource> page = [.. found.Take(limit)];
        return Results.Json(page, ContractsJson.Default.IReadOnlyListWebhookResource);
    }

    private static async Task<IResult> CreateAsync(ScriptedWebhooks webhooks, HttpRequest request)
    {
        var body = (await JsonSerializer.DeserializeAsync(request.Body, ContractsJson.Default.NewWebhook))!;
        List<InvalidInput> errors = [];
        if (!body.Url.StartsWith("https://", StringComparison.Ordinal))
        {
            errors.Add(new("The URL must be an absolute https URL.", "#/url"));
        }

        if (body.BatchSize is < 1 or > WebhookLimits.MaxBatchSize)
        {
            errors.Add(new("The member must be a whole number from 1 to 500.", "#/batchSize"));
        }

        if (body.Types is [])
        {
            errors.Add(new("The member must name at least one type.", "#/types"));
        }

        if (errors.Count > 0)
        {
            return Results.Problem(statusCode: 400, type: ProblemTypes.InvalidRequest, title: "Invalid", extensions: [new("errors", errors)]);
        }

        return webhooks.Find(body.Id!.Value) is not null
            ? Results.Problem(statusCode: 409, type: ProblemTypes.WebhookExists, title: "Exists")
            : Secret(webhooks, webhooks.Add(body.Url, plain => plain with { Description = body.Description, Types = body.Types, Attributes = body.Attributes, BatchSize = body.BatchSize ?? 1 }, body.Id), 201);
    }

    private static IResult Replay(ScriptedWebhooks webhooks, ScriptedLog log, WebhookResource webhook, string after) => Cursor.TryParse(after, out var cursor) switch
    {
        false => Results.Problem(
            statusCode: 400, type: ProblemTypes.InvalidRequest, title: "Invalid", extensions: [new("errors", new[] { new InvalidInput("The cursor must be a number or a cursor.", "#/after") })]),
        _ when cursor.Seq > log.Head.Seq => Results.Problem(statusCode: 410, type: ProblemTypes.CursorGone, title: "Gone", detail: "The cursor is ahead of the log's head."),
        _ => Webhook(webhooks.Change(webhook.Id, _ => Next(webhook) with { Cursor = new Cursor(log.Epoch, cursor.Seq).ToString(), LagEvents = log.Head.Seq - cursor.Seq, LagSeconds = 125 })),
    };

    /// <summary>Makes a change whose condition holds.</summary>
    private static IResult Changed(ScriptedWebhooks webhooks, HttpRequest request, Guid id, Func<WebhookResource, IResult> change) => webhooks.Find(id) switch
    {
        null => NotFound(),
        { } webhook when request.Headers.IfMatch.Count == 0 || request.Headers.IfMatch == string.Create(CultureInfo.InvariantCulture, $"\"{webhook.Version}\"") => change(webhook),
        _ => Results.Problem(statusCode: 412, type: ProblemTypes.PreconditionFailed, title: "Changed"),
    };

    private static WebhookResource Next(WebhookResource webhook) => webhook with { Version = webhook.Version + 1 };

    private static IResult Webhook(WebhookResource webhook) => Results.Json(webhook, ContractsJson.Default.WebhookResource);

    private static IResult Secret(ScriptedWebhooks webhooks, WebhookResource webhook, int status) =>
        Results.Json(new WebhookSecret(webhook, webhooks.MakeSecret()), ContractsJson.Default.WebhookSecret, statusCode: status);

    private static IResult NotFound() => Results.Problem(statusCode: 404, type: ProblemTypes.WebhookNotFound, title: "Not found");
}
