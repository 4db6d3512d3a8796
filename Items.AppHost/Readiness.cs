using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Items.AppHost;

/// <summary>
/// When a part is ready: when somebody can log in, or <c>/health</c> says so. Aspire calls an executable healthy as soon as it runs.
/// </summary>
internal static class Readiness
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Adds a health check that goes on trying for a while: Aspire lets up to five seconds pass between two looks, for which everything
    /// that waits would wait. What the attempt throws is the reason that the dashboard shows.
    /// </summary>
    public static IResourceBuilder<T> WithReadiness<T>(this IResourceBuilder<T> resource, Func<CancellationToken, Task<string?>> attempt)
        where T : IResource
    {
        var key = $"{resource.Resource.Name}-ready";
        resource.ApplicationBuilder.Services.AddHealthChecks().AddAsyncCheck(key, async cancellationToken =>
        {
            for (var tries = Patience / Pause; ; tries--)
            {
                try
                {
                    return HealthCheckResult.Healthy(await attempt(cancellationToken));
                }
                catch (Exception reason) when (tries <= 0)
                {
                    return HealthCheckResult.Unhealthy(reason.GetBaseException().Message);
                }
                catch (Exception) when (!cancellationToken.IsCancellationRequested)
                {
                    await Task.Delay(Pause, cancellationToken);
                }
            }
        });
        return resource.WithHealthCheck(key);
    }

    /// <summary>
    /// A host is ready when its <c>/health</c> answers 200. The lines of it that name what is missing, or works less well, become the
    /// reason.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithHostReadiness(this IResourceBuilder<ProjectResource> host)
    {
        var client = new HttpClient { Timeout = Patience };
        var endpoint = host.GetEndpoint(Hosts.Http);
        return host.WithReadiness(async cancellationToken =>
        {
            using var answer = await client.GetAsync(new Uri(endpoint.Url + Hosts.ReadyPath), cancellationToken);
            var lines = (await answer.Content.ReadAsStringAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);
            var missing = string.Join("; ", lines.Where(line => !line.Contains(": Healthy", StringComparison.Ordinal)));
            return answer.IsSuccessStatusCode ? missing : throw new HttpRequestException(missing);
        });
    }
}
