using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Items.ServiceDefaults.Health;

internal static class HealthEndpoints
{
    private const string ReadyPath = "/health";
    private const string LivePath = "/alive";
    private const string LiveTag = "live";

    public static void AddLiveness(this IHealthChecksBuilder checks) =>
        checks.AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks(ReadyPath, new() { ResponseWriter = WriteChecks }).DisableHttpMetrics();
        app.MapHealthChecks(LivePath, new() { Predicate = check => check.Tags.Contains(LiveTag), ResponseWriter = WriteChecks }).DisableHttpMetrics();
    }

    public static bool Owns(PathString path) => path == ReadyPath || path == LivePath;

    /// <summary>One line a check: <c>name: Status description</c>. Exceptions stay in the log, they may carry addresses.</summary>
    private static Task WriteChecks(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var lines = report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Status} {entry.Value.Description}".TrimEnd());
        return context.Response.WriteAsync($"{report.Status}\n{string.Join('\n', lines)}\n", context.RequestAborted);
    }
}
