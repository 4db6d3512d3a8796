using System.Net;
using System.Text.Json;
using Items.Contracts;

namespace Items.Api.Tests.Snapshots;

/// <summary>What a reader of snapshot pages holds: it applies each page in order and does nothing else.</summary>
internal sealed class SnapshotCopy
{
    private readonly Dictionary<Guid, ItemResource> _items = [];

    /// <summary>Where to go on; null after the last page.</summary>
    public string? Next { get; private set; }

    /// <summary>The last page's position.</summary>
    public Cursor? End { get; private set; }

    /// <summary>Events so far, of items that are there and of those that are not.</summary>
    public int Events { get; private set; }

    public int Pages { get; private set; }

    public IEnumerable<ItemResource> Items => _items.Values.OrderBy(item => item.Id);

    public static async Task<SnapshotCopy> BeginAsync(HttpClient client, string query = "")
    {
        var copy = new SnapshotCopy { Next = $"{StreamNames.SnapshotPath}{query}" };
        await copy.TurnAsync(client);
        return copy;
    }

    /// <summary>Reads the next page and returns its events.</summary>
    public async Task<IReadOnlyList<ItemSnapshot>> TurnAsync(HttpClient client)
    {
        using var response = await client.SendAsync(HttpMethod.Get, Next!);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(MessagingNames.EventBatchContentType);
        var page = JsonSerializer.Deserialize(body, ContractsJson.Default.IReadOnlyListItemSnapshot)!;
        foreach (var item in page)
        {
            Apply(item);
        }

        Next = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split(['<', '>'])[1] : null;
        response.Headers.Contains(StreamNames.CursorHeader).ShouldBe(Next is null, "only the last page has a position");
        End = Next is null && Cursor.TryParse(response.Cursor(), out var end) ? end : null;
        (Events, Pages) = (Events + page.Count, Pages + 1);
        return page;
    }

    /// <summary>Goes on from a page that was, or was not, read before.</summary>
    public SnapshotCopy From(string page)
    {
        Next = page;
        return this;
    }

    public async Task<SnapshotCopy> FinishAsync(HttpClient client)
    {
        while (Next is not null)
        {
            await TurnAsync(client);
        }

        return this;
    }

    private void Apply(ItemSnapshot item)
    {
        item.Type.ShouldBe(EventTypes.Snapshot);
        if (item.Data is null)
        {
            _items.Remove(Guid.Parse(item.Subject));
        }
        else
        {
            item.Data.Id.ShouldBe(Guid.Parse(item.Subject));
            _items[item.Data.Id] = item.Data;
        }
    }
}
