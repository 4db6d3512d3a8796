using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Items.Contracts;
using Items.ServiceDefaults.Resilience;
using Items.Web.Pages;
using Items.Web.Upstream;
using Microsoft.Extensions.Options;

namespace Items.Web.Live;

/// <summary>
/// The one subscription of this process: follows the gateway's event stream and feeds the hub.
/// <para>Ordering: events are appended in sequence; one that was had before is dropped, a hole (which the gateway promises not to send) is answered by
/// subscribing anew from the last good position.</para>
/// <para>Loss: the position survives every interruption of the stream. When the gateway no longer serves it (410), it begins again at the head with a new ring, which
/// tells every page.</para>
/// <para>Shutdown: viewers are let go first, the stream ends with the host.</para>
/// </summary>
internal sealed partial class LiveSubscription(
    IHttpClientFactory clients,
    ItemsApi api,
    FragmentRenderer fragments,
    LiveHub hub,
    IOptions<LiveOptions> options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<LiveSubscription> logger) : BackgroundService
{
    private readonly LiveOptions _options = options.Value;
    private long _history = options.Value.History;
    private readonly Backoff _backoff = new(options.Value.MinRetryDelay, options.Value.MaxRetryDelay);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = lifetime.ApplicationStopping.Register(hub.Stop);
        await using var heartbeat = time.CreateTimer(static hub => ((LiveHub)hub!).Beat(), hub, _options.Heartbeat, _options.Heartbeat);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or FormatException or OperationCanceledException)
            {
                LogInterrupted(failure.Message);
            }
            catch (Exception failure)
            {
                // An event that cannot be shown, perhaps of a later version: the pages say that they are not live, the log says why.
                LogFailed(failure);
            }

            hub.SetOnline(false);
            await Task.Delay(_backoff.Next(), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (hub.Ring is null)
        {
            var head = await api.ReadHeadAsync(cancellationToken);
            hub.StartAt(head.Epoch!, Math.Max(0, head.Seq - _history));
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"{StreamNames.SsePath}?after={hub.Ring!.HeadCursor}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var opening = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        opening.CancelAfter(_options.OpenLimit);
        using var response = await clients.CreateClient(ServiceNames.Gateway).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, opening.Token);
        if (response.StatusCode == HttpStatusCode.Gone)
        {
            await StartAtHeadAsync(cancellationToken);
            return;
        }

        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var watched = new SilenceLimitStream(stream, _options.SilenceLimit, time);
        LogFollowing(hub.Ring.HeadCursor);
        hub.SetOnline(true);
        await ReadAsync(SseParser.Create(watched, Parse).EnumerateAsync(cancellationToken));
    }

    /// <summary>The position is not served any more, and what lies between is not to be had: every page reads anew.</summary>
    private async Task StartAtHeadAsync(CancellationToken cancellationToken)
    {
        var head = await api.ReadHeadAsync(cancellationToken);
        LogStartedAgain(head);
        _history = 0;
        hub.StartAt(head.Epoch!, head.Seq);
    }

    private async Task ReadAsync(IAsyncEnumerable<SseItem<ItemEvent?>> stream)
    {
        await using var events = stream.GetAsyncEnumerator();
        while (true)
        {
            var next = events.MoveNextAsync();
            if (!next.IsCompleted)
            {
                hub.WakeAll(); // once for everything that came in one read
            }

            if (!await next)
            {
                hub.WakeAll();
                return;
            }

            _backoff.Reset();
            if (events.Current.Data is { Data: not null } change)
            {
                await TakeAsync(change);
            }
        }
    }

    private async Task TakeAsync(ItemEvent change)
    {
        var ring = hub.Ring!;
        var seq = long.Parse(change.Sequence);
        if (seq <= ring.Head)
        {
            return;
        }

        if (seq != ring.Head + 1 || !change.Source.EndsWith(ring.Epoch, StringComparison.Ordinal))
        {
            throw new FormatException($"The gateway sent {change.Source} {change.Sequence} after {ring.HeadCursor}.");
        }

        hub.Append(seq, change, await fragments.RenderAsync(change, new Cursor(ring.Epoch, seq)));
    }

    /// <summary>Blocks that are no event, such as a farewell, say nothing here: the end of the stream does.</summary>
    private static ItemEvent? Parse(string type, ReadOnlySpan<byte> data) =>
        data.StartsWith("{"u8) ? JsonSerializer.Deserialize(data, ContractsJson.Default.ItemEvent) : null;

    [LoggerMessage(LogLevel.Information, "Following the changes after {Cursor}.")]
    private partial void LogFollowing(Cursor cursor);

    [LoggerMessage(LogLevel.Warning, "The stream of changes was interrupted: {Reason} Coming back.")]
    private partial void LogInterrupted(string reason);

    [LoggerMessage(LogLevel.Error, "The stream of changes cannot be followed. Trying again.")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(LogLevel.Warning, "The position is no longer served; started again at {Head}.")]
    private partial void LogStartedAgain(Cursor head);
}
