using Items.Contracts.Webhooks;

namespace Items.Web.Tests.Upstream;

/// <summary>Webhooks whose state is whatever a test says.</summary>
public sealed class ScriptedWebhooks(ScriptedLog log)
{
    private readonly Lock _lock = new();
    private readonly List<WebhookResource> _webhooks = [];
    private readonly Dictionary<Guid, List<WebhookDelivery>> _attempts = [];

    /// <summary>How often the list was read.</summary>
    public int Reads { get; private set; }

    /// <summary>The secret that was given out last.</summary>
    public string LastSecret { get; private set; } = "";

    public WebhookResource Add(string url, Func<WebhookResource, WebhookResource>? change = null, Guid? id = null)
    {
        lock (_lock)
        {
            var now = TimeProvider.System.GetUtcNow();
            var plain = new WebhookResource(
                id ?? Guid.CreateVersion7(), url, null, null, null, 1, WebhookStates.Active, null, log.Head.ToString(), 0, 0, 0, null, null, null, 1, now, now);
            var webhook = change?.Invoke(plain) ?? plain;
            _webhooks.Add(webhook);
            _attempts[webhook.Id] = [];
            return webhook;
        }
    }

    public WebhookResource? Find(Guid id)
    {
        lock (_lock)
        {
            return _webhooks.Find(webhook => webhook.Id == id);
        }
    }

    public IReadOnlyList<WebhookResource> Read(string? after, int limit)
    {
        lock (_lock)
        {
            Reads++;
            return [.. _webhooks.Skip(after is null ? 0 : _webhooks.FindIndex(webhook => webhook.Id.ToString() == after) + 1).Take(limit)];
        }
    }

    public WebhookResource Change(Guid id, Func<WebhookResource, WebhookResource> change)
    {
        lock (_lock)
        {
            var index = _webhooks.FindIndex(webhook => webhook.Id == id);
            return _webhooks[index] = change(_webhooks[index]);
        }
    }

    public void Remove(Guid id)
    {
        lock (_lock)
        {
            _webhooks.RemoveAll(webhook => webhook.Id == id);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _webhooks.Clear();
        }
    }

    public string MakeSecret() => LastSecret = WebhookSecret.Prefix + Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(_ => (byte)Random.Shared.Next(256))]);

    public WebhookDelivery Attempt(Guid id, Func<WebhookDelivery, WebhookDelivery>? change = null)
    {
        lock (_lock)
        {
            var cursor = log.Head.ToString();
            var plain = new WebhookDelivery(
                Guid.CreateVersion7(), WebhookDeliveryKinds.Events, cursor, cursor, cursor, 1, 1, TimeProvider.System.GetUtcNow(), WebhookOutcomes.Delivered, 12.3, 200, null, null, null);
            var attempt = change?.Invoke(plain) ?? plain;
            _attempts[id].Insert(0, attempt);
            return attempt;
        }
    }

    /// <summary>What a Worker does with a test.</summary>
    public void Finish(Guid id, Func<WebhookDelivery, WebhookDelivery> change)
    {
        lock (_lock)
        {
            var index = _attempts[id].FindIndex(attempt => attempt.Outcome == WebhookOutcomes.Pending);
            _attempts[id][index] = change(_attempts[id][index]);
        }
    }

    public IReadOnlyList<WebhookDelivery>? Attempts(Guid id, int limit)
    {
        lock (_lock)
        {
            return Find(id) is null ? null : [.. _attempts[id].Take(limit)];
        }
    }
}
