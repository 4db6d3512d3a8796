using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Items.Contracts.Webhooks;
using Items.Data.Webhooks;
using Items.Worker.Telemetry;
using Microsoft.Extensions.Options;

namespace Items.Worker.Requests;

/// <summary>
/// Makes the requests, which is the one place from which this system reaches out to addresses that clients name. It follows no redirect, uses no proxy, keeps no cookies, expands no
/// compressed answer, and connects through <see cref="GuardedConnections"/> alone.
/// <para>Concurrency: any number of requests; connections are kept for each endpoint and used again.</para>
/// <para>Time limits are by the real clock, whatever the process takes for the time of day.</para>
/// </summary>
internal sealed class WebhookClient : IDisposable
{
    private static readonly ProductInfoHeaderValue Agent = new("Items-Webhooks", "1");

    private readonly HttpMessageInvoker _http;
    private readonly TargetPolicy _policy;
    private readonly TimeProvider _clock;
    private readonly RequestOptions _options;

    public WebhookClient(GuardedConnections connections, TargetPolicy policy, TimeProvider clock, IOptions<RequestOptions> options)
    {
        (_policy, _clock, _options) = (policy, clock, options.Value);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = connections.ConnectAsync,
            ConnectTimeout = _options.ConnectTimeout,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = _options.MaxResponseHeadersKiB,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = _options.ConnectionLifetime,
            PooledConnectionIdleTimeout = _options.ConnectionIdleTime,
            // The span is ours, which shows less of the URL, and only for events that are traced.
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>Makes one attempt.</summary>
    /// <exception cref="OperationCanceledException">It was given up from outside; nobody knows what the receiver got.</exception>
    public async Task<RequestResult> SendAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        using var span = DeliverySpans.Start(request);
        var (at, started) = (_clock.GetUtcNow(), Stopwatch.GetTimestamp());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Timeout);
        RequestResult Ended(string outcome) => new(at, Stopwatch.GetElapsedTime(started), outcome);
        RequestResult result;
        try
        {
            result = await SendAsync(request, at, span, Ended, limit.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && RequestFailure.Explain(exception, limit.IsCancellationRequested) is { } failure)
        {
            result = Ended(failure.Outcome) with { Error = failure.Words };
        }

        DeliverySpans.End(span, result);
        WorkerMetrics.Attempted(result);
        return result;
    }

    public void Dispose() => _http.Dispose();

    private async Task<RequestResult> SendAsync(WebhookRequest request, DateTimeOffset at, Activity? span, Func<string, RequestResult> ended, CancellationToken cancellationToken)
    {
        if (!_policy.Allows(request.Url, out var refusal))
        {
            return ended(WebhookOutcomes.Refused) with { Error = refusal };
        }

        using var message = CreateMessage(request, at.ToUnixTimeSeconds(), span);
        using var response = await _http.SendAsync(message, cancellationToken);
        var excerpt = await ResponseExcerpt.ReadAsync(response.Content, _options.MaxResponseBytes, cancellationToken);
        return ended(response.IsSuccessStatusCode ? WebhookOutcomes.Delivered : WebhookOutcomes.Rejected) with
        {
            Status = response.StatusCode,
            Response = excerpt,
            Error = response.IsSuccessStatusCode ? null : RequestFailure.Explain(response.StatusCode),
            RetryAfter = RetryAfter(response.Headers.RetryAfter),
        };
    }

    private static HttpRequestMessage CreateMessage(WebhookRequest request, long timestamp, Activity? span)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, request.Url) { Content = new ReadOnlyMemoryContent(request.Body) };
        message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        message.Headers.UserAgent.Add(Agent);
        message.Headers.TryAddWithoutValidation(WebhookHeaders.Id, request.MessageId);
        message.Headers.TryAddWithoutValidation(WebhookHeaders.Timestamp, $"{timestamp}");
        message.Headers.TryAddWithoutValidation(WebhookHeaders.Signature, Signature.Sign(request.Keys, request.MessageId, timestamp, request.Body.Span));
        if (span is not null)
        {
            message.Headers.TryAddWithoutValidation("traceparent", span.Id);
        }

        return message;
    }

    /// <summary>In either of its forms (RFC 9110, section 10.2.3).</summary>
    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _clock.GetUtcNow(),
        _ => null,
    };
}
