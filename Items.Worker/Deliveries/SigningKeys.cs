using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Items.Contracts.Webhooks;
using Items.Data.Webhooks;
using Items.Worker.Claims;
using Items.Worker.Requests;

namespace Items.Worker.Deliveries;

/// <summary>The keys of webhooks, decrypted once for each claim and forgotten with it.</summary>
internal sealed class SigningKeys(SecretVault vault, TimeProvider clock)
{
    private readonly ConditionalWeakTable<ClaimedWebhook, Decrypted> _decrypted = [];

    /// <summary>Those that sign now: the current one, and the one before while it is still good. Or why they cannot be had, as the outcome of an attempt that was not made.</summary>
    public (IReadOnlyList<byte[]> Keys, RequestResult? Unreadable) Of(ClaimedWebhook webhook)
    {
        var now = clock.GetUtcNow();
        try
        {
            var keys = _decrypted.GetValue(webhook, Decrypt);
            return (keys.Both is { } both && now < webhook.PreviousSecretUntil ? both : keys.Current, null);
        }
        catch (CryptographicException exception)
        {
            return ([], new RequestResult(now, TimeSpan.Zero, WebhookOutcomes.Unreachable) { Error = $"The webhook's secret cannot be read by the Worker: {exception.Message}" });
        }
    }

    private Decrypted Decrypt(ClaimedWebhook webhook)
    {
        var current = vault.Unprotect(webhook.Key.Webhook, webhook.Secret);
        return new([current], webhook.PreviousSecret is null ? null : [current, vault.Unprotect(webhook.Key.Webhook, webhook.PreviousSecret)]);
    }

    private sealed record Decrypted(IReadOnlyList<byte[]> Current, IReadOnlyList<byte[]>? Both);
}
