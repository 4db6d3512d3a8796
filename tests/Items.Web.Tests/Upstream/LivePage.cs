using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using Items.Testing;

namespace Items.Web.Tests.Upstream;

/// <summary>Reads the site's live fragments as a page does, and keeps them.</summary>
public sealed class LivePage : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;

    private LivePage(HttpResponseMessage response)
    {
        _response = response;
        _reading = ReadAsync();
    }

    public ConcurrentQueue<SseItem<string>> Received { get; } = [];

    public bool HasEnded => _reading.IsCompleted;

    public static async Task<LivePage> OpenAsync(HttpClient client, string address)
    {
        var response = await client.GetAsync(new Uri(address, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return new LivePage(response.EnsureSuccessStatusCode());
    }

    /// <summary>The changes received, by sequence number.</summary>
    public IReadOnlyList<long> Changes() => [.. Received.Where(item => item.EventType == "message").Select(item => long.Parse(item.EventId!.Split('-')[1]))];

    public int Count(string eventType) => Received.Count(item => item.EventType == eventType);

    public Task UntilAsync(Func<LivePage, bool> condition) => Eventually.Async(() => condition(this));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _response.Dispose();
        await _reading;
        _end.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await using var stream = await _response.Content.ReadAsStreamAsync(_end.Token);
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(_end.Token))
            {
                Received.Enqueue(item);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException or HttpRequestException)
        {
            // The page was closed, or the site ended.
        }
    }
}
