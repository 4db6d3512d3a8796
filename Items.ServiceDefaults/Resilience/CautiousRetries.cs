using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;

namespace Items.ServiceDefaults.Resilience;

/// <summary>Calls from one process of ours to another.</summary>
public static class CautiousRetries
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Attempts of bounded time, a circuit breaker, and retries of what is safe to repeat. A change is sent once: when it is not known whether it took effect,
    /// whoever asked for it decides.
    /// </summary>
    /// <param name="http">The client.</param>
    /// <param name="attemptTimeout">How long one attempt may take; all of them together take twice as long at most.</param>
    public static IHttpClientBuilder AddCautiousRetries(this IHttpClientBuilder http, Func<IServiceProvider, TimeSpan> attemptTimeout)
    {
        http.AddStandardResilienceHandler().Configure((resilience, services) =>
        {
            var timeout = attemptTimeout(services);
            resilience.Retry.DisableForUnsafeHttpMethods();
            resilience.Retry.Delay = FirstDelay;
            resilience.AttemptTimeout.Timeout = timeout;
            resilience.TotalRequestTimeout.Timeout = timeout * 2;
            resilience.CircuitBreaker.SamplingDuration = timeout * 3;
            resilience.CircuitBreaker.BreakDuration = Break;
        });
        return http;
    }
}
