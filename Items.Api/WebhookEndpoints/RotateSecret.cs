using Items.Contracts.Webhooks;
using Items.Data.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Items.Api.WebhookEndpoints;

/// <summary>A new secret. The one before signs as well until the overlap has passed, or the next rotation: never do more than two.</summary>
internal static class RotateSecret
{
    private const string Assignments =
        "previous_secret = CASE WHEN @until IS NOT NULL THEN w.secret END, previous_secret_until = @until, secret = @secret";

    public static async Task<Results<Ok<WebhookSecret>, ProblemHttpResult>> Handle(
        string id, HttpRequest request, WebhookChanges changes, SecretVault vault, IOptions<SecretRotationOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var target = WebhookTarget.Of(id, request);
        await WebhookRequests.ReadNothingAsync(request, cancellationToken);
        var key = SecretVault.CreateKey();
        var until = options.Value.Overlap > TimeSpan.Zero ? clock.GetUtcNow() + options.Value.Overlap : (DateTimeOffset?)null;
        var outcome = await changes.MakeAsync(
            target, WebhookChanges.Update(Assignments), "NULL", [WebhookParameters.Bytes("secret", vault.Protect(target.Id, key)), WebhookParameters.Time("until", until)], cancellationToken);
        return outcome.Webhook is { } webhook
            ? TypedResults.Ok(WebhookAnswer.Describe(request.HttpContext, webhook, key))
            : WebhookAnswer.Refuse(target.Id, outcome.Verdict);
    }
}
