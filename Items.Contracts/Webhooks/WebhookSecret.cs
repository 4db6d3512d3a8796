namespace Items.Contracts.Webhooks;

/// <summary>The one answer that shows a secret: to a create, and to a rotation.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Secret"><c>whsec_</c> and 32 random bytes in base64 (Standard Webhooks). Signs from now on.</param>
public sealed record WebhookSecret(WebhookResource Webhook, string Secret)
{
    /// <summary>How a written secret begins; the key in base64 follows.</summary>
    public const string Prefix = "whsec_";

    /// <summary>Without the secret, wherever this may be written by accident.</summary>
    public override string ToString() => $"{nameof(WebhookSecret)} of {Webhook.Id}";
}
