using Items.Contracts.Webhooks;

namespace Items.Web.Upstream;

/// <summary>Some of the webhooks, in the Api's order.</summary>
/// <param name="Webhooks">The webhooks.</param>
/// <param name="Next">What to ask for to get the next page; null at the end.</param>
public sealed record WebhookPage(IReadOnlyList<WebhookResource> Webhooks, string? Next);

/// <summary>The last attempts of a webhook.</summary>
/// <param name="Newest">Newest first.</param>
public sealed record WebhookAttempts(IReadOnlyList<WebhookDelivery> Newest);
