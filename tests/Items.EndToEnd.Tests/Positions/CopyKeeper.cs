using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Items.Contracts;

namespace Items.EndToEnd.Tests.Positions;

/// <summary>
/// A client that keeps a copy of the list as docs/events.md tells it to: the list, then the events after its position, and on 410 the snapshot that the problem links to. How it follows is
/// given to it. It trusts nothing: an event that does not follow its position is an error.
/// </summary>
internal sealed class CopyKeeper : IAsyncDisposable
{
    private const string List = "/api/items";

    private readonly Dictionary<Guid, ItemResource> _items = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly HttpClient _api;
    private readonly Func<Cursor, CancellationToken, IAsyncEnumerable<ItemEvent>> _follow;
    private readonly Task _keeping;

    /// <param name="api">Where snapshots are read.</param>
    /// <param name="follow">The events after a position; ends when the connection does, and throws <see cref="PositionGoneException"/> on 410.</param>
    public CopyKeeper(HttpClient api, Func<Cursor, CancellationToken, IAsyncEnumerable<ItemEvent>> follow)
    {
        (_api, _follow) = (api, follow);
        _keeping = Task.Run(KeepAsync);
    }

    /// <summary>Snapshots that were begun, the first included.</summary>
    public int Snapshots { get; private set; }

    public Cursor Position { get; private set; }

    /// <summary>Whether the copy is that of this position; throws what the keeper failed with.</summary>
    public bool IsAt(string cursor) => _keeping.IsFaulted ? throw _keeping.Exception! : Position.ToString() == cursor;

    /// <summary>The copy; to be read when no events come.</summary>
    public List<ItemResource> Items() => [.. _items.Values.OrderBy(item => item.Id)];

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private async Task KeepAsync()
    {
        string? snapshot = List;
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                if (snapshot is not null)
                {
                    await ReadSnapshotAsync(snapshot);
                    snapshot = null;
                }

                await foreach (var change in _follow(Position, _ended.Token))
                {
                    Apply(change);
                }
            }
            catch (PositionGoneException gone)
            {
                snapshot = gone.Snapshot;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    private async Task ReadSnapshotAsync(string link)
    {
        Snapshots++;
        _items.Clear();
        Cursor? position = null;
        for (string? page = link; page is not null;)
        {
            using var response = await _api.GetAsync(new Uri(page, UriKind.Relative), _ended.Token);
            await PositionGoneException.ThrowIfGoneAsync(response);
            // The first page of the list has it, or the last one of a snapshot.
            position ??= CursorOf(response);
            await TakePageAsync(response.Content);

            page = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split(['<', '>'])[1] : null;
        }

        Position = position!.Value;
    }

    private async Task TakePageAsync(HttpContent page)
    {
        if (page.Headers.ContentType!.MediaType != MessagingNames.EventBatchContentType)
        {
            foreach (var item in (await page.ReadFromJsonAsync(ContractsJson.Default.IReadOnlyListItemResource, _ended.Token))!)
            {
                _items[item.Id] = item;
            }

            return;
        }

        foreach (var state in (await page.ReadFromJsonAsync(ContractsJson.Default.IReadOnlyListItemEvent, _ended.Token))!)
        {
            _ = state.Data is { } item ? (_items[item.Id] = item) is not null : _items.Remove(Guid.Parse(state.Subject!));
        }
    }

    private void Apply(ItemEvent change)
    {
        var position = new Cursor(change.Source[Cursor.SourcePrefix.Length..], change.Data!.Seq);
        if (position != Position with { Seq = Position.Seq + 1 })
        {
            throw new InvalidOperationException($"{position} came after {Position}.");
        }

        if (!_items.TryGetValue(change.Data.Id, out var held) || held.Seq < change.Data.Seq)
        {
            _ = change.Type == EventTypes.Deleted ? _items.Remove(change.Data.Id) : (_items[change.Data.Id] = change.Data) is not null;
        }

        Position = position;
    }

    private static Cursor? CursorOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues(StreamNames.CursorHeader, out var values) && Cursor.TryParse(values.Single(), out var cursor) ? cursor : null;
}

/// <summary>A position is not served; the problem says where to start again.</summary>
internal sealed class PositionGoneException(string snapshot) : Exception($"Gone; start again at {snapshot}.")
{
    public string Snapshot { get; } = snapshot;

    /// <summary>Other failures than 410 are those of <see cref="HttpResponseMessage.EnsureSuccessStatusCode"/>.</summary>
    public static async Task ThrowIfGoneAsync(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.Gone)
        {
            using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            throw new PositionGoneException(problem.RootElement.GetProperty("snapshot").GetString()!);
        }

        response.EnsureSuccessStatusCode();
    }
}
