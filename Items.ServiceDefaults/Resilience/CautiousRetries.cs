using System.Net;
using Items.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;

namespace Items.ServiceDefaults.Resilience;

/// <summary>Calls from one process of ours to another.</summary>
public static class CautiousRetries
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Attempts of bounded time, a circuit breaker, and retries of what is safe to repeat. A change is sent once, or twice when it has an <c>Idempotency-Key</c>, under which it is made once. When it is not
    /// known even then whether it took effect, whoever asked for it decides.
    /// </summary>
    /// <param name="http">The client.</param>
    /// <param name="attemptTimeout">How long one attempt may take; all of them together take twice as long at most.</param>
    public static IHttpClientBuilder AddCautiousRetries(this IHttpClientBuilder http, Func<IServiceProvider, TimeSpan> attemptTimeout)
    {
        http.AddStandardResilienceHandler().Configure((resilience, services) =>
        {
            var timeout = attemptTimeout(services);
            var isTransient = resilience.Retry.ShouldHandle;
            resilience.Retry.ShouldHandle = async attempt => IsUnderWay(attempt.Outcome.Result) || (MayRepeat(attempt) && await isTransient(attempt));
            resilience.Retry.Delay = FirstDelay;
            resilience.AttemptTimeout.Timeout = timeout;
            resilience.TotalRequestTimeout.Timeout = timeout * 2;
            resilience.CircuitBreaker.SamplingDuration = timeout * 3;
            resilience.CircuitBreaker.BreakDuration = Break;
        });
        return http;
    }

    private static bool MayRepeat(RetryPredicateArguments<HttpResponseMessage> attempt) => attempt.Context.GetRequestMessage() switch
    {
        null => false,
        { Method.Method: "GET" or "HEAD" or "OPTIONS" } => true,
        { } change => HasKey(change) && attempt.AttemptNumber == 0,
    };

    /// <summary>An attempt that was given up is still being processed: its answer can be had in a moment.</summary>
    private static bool IsUnderWay(HttpResponseMessage? answer) =>
        answer is { StatusCode: HttpStatusCode.Conflict, Headers.RetryAfter: not null, RequestMessage: { } change } && HasKey(change);

    private static bool HasKey(HttpRequestMessage change) => change.Headers.Contains(StreamNames.IdempotencyKeyHeader);
}
