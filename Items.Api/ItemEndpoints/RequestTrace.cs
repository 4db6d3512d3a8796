using System.Diagnostics;

namespace Items.Api.ItemEndpoints;

internal static class RequestTrace
{
    /// <summary>The trace that an event belongs to: that of a sampled request, or the one that the client named. A request that nobody traces stores nothing.</summary>
    public static string? Traceparent() => Activity.Current is { } request && (request.Recorded || request.HasRemoteParent) ? request.Id : null;
}
