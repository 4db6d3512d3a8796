using Items.Web.Upstream;

namespace Items.Web.Webhooks;

/// <summary>Reads what the page of webhooks shows.</summary>
internal sealed class WebhooksReader(WebhooksApi api)
{
    private const int PageSize = 50;
    private const int AttemptsShown = 10;

    /// <summary>Each open row costs the Api a read of its own, again and again.</summary>
    private const int MostOpen = 10;

    public async Task<WebhooksView> ReadAsync(WebhooksPlace place, IEnumerable<Guid> open, CancellationToken cancellationToken)
    {
        var list = await api.ListAsync(place.After, PageSize, cancellationToken);
        var shown = list.Value?.Webhooks.Select(webhook => webhook.Id).Intersect(open).Take(MostOpen) ?? [];
        var attempts = await Task.WhenAll(shown.Select(async id => KeyValuePair.Create(id, await AttemptsAsync(id, cancellationToken))));
        return new() { Place = place, List = list, Attempts = attempts.ToDictionary() };
    }

    public Task<Answer<WebhookAttempts>> AttemptsAsync(Guid id, CancellationToken cancellationToken) => api.AttemptsAsync(id, AttemptsShown, cancellationToken);
}
