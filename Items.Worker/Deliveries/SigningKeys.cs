using System.Security.Cryptography;
using Items.Contracts.Webhooks;
using Items.Data.Webhooks;
using Items.Worker.Claims;
using Items.Worker.Requests;

namespace Items.Worker.Deliveries;

/// <summary>The keys of webhooks, decrypted.</summary>
internal sealed class SigningKeys(SecretVault vault, TimeProvider clock)
{
    /// <summary>Those that sign now: the current one, and the one before while it is still good. Or why they cannot be had, as the outcome of an attempt that was not made.</summary>
    public (IReadOnlyList<byte[]> Keys, RequestResult? Unreadable) Of(ClaimedWebhook webhook)
    {
        var now = clock.GetUtcNow();
        try
        {
            var current = vault.Unprotect(webhook.Key.Webhook, webhook.Secret);
            return webhook.PreviousSecret is not null && now < webhook.PreviousSecretUntil ? ([current, vault.Unprotect(webhook.Key.Webhook, webhook.PreviousSecret)], null) : ([current], null);
        }
        catch (CryptographicException exception)
        {
            return ([], new RequestResult(now, TimeSpan.Zero, WebhookOutcomes.Unreachable) { Error = $"The webhook's secret cannot be read by the Worker: {exception.Message}" });
        }
    }
}
