using Microsoft.Extensions.Hosting;

namespace Items.AppHost;

/// <summary>
/// Starts again what exits unasked, which Aspire leaves as it is (microsoft/aspire#1708): after one second, two, four and eight. Five exits
/// of a part within a minute end everything. What an operator stopped stays stopped.
/// </summary>
internal sealed class Restarts(
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    ResourceLoggerService logs,
    IHostApplicationLifetime lifetime,
    TimeProvider clock) : BackgroundService
{
    private const string Dashboard = "aspire-dashboard";
    private const int MaxExits = 5;
    private const int LastMessages = 20;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, List<long>> _exits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _states = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            if (change.Snapshot.State?.Text is { } state && IsKept(change.Resource))
            {
                var before = _states.GetValueOrDefault(change.ResourceId);
                _states[change.ResourceId] = state;
                // "Stopping" comes before an exit that somebody asked for, and before no other.
                if (IsTerminal(state) && before is not null && !IsTerminal(before) && before != KnownResourceStates.Stopping)
                {
                    await ExitedAsync(change, stoppingToken);
                }
            }
        }
    }

    /// <summary>Whether a part is to run for as long as the system does: those with a health check, and the dashboard.</summary>
    private static bool IsKept(IResource resource) =>
        resource is ExecutableResource or ContainerResource or ProjectResource
        && (resource.Name == Dashboard || resource.Annotations.OfType<HealthCheckAnnotation>().Any());

    public static bool IsTerminal(string? state) => KnownResourceStates.TerminalStates.Contains(state, StringComparer.Ordinal);

    private async Task ExitedAsync(ResourceEvent exit, CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return;
        }

        if (!_exits.TryGetValue(exit.ResourceId, out var exits))
        {
            _exits[exit.ResourceId] = exits = [];
        }

        exits.RemoveAll(earlier => clock.GetElapsedTime(earlier) > Window);
        exits.Add(clock.GetTimestamp());
        // A negative code stands for a signal.
        var code = exit.Snapshot.ExitCode is { } number and >= 0 ? $" (exit code {number})" : "";
        if (exits.Count < MaxExits)
        {
            Terminal.Say($"{exit.Resource.Name} ended{code} and is started again.");
            _ = StartAsync(exit.ResourceId, TimeSpan.FromSeconds(1 << (exits.Count - 1)), cancellationToken);
            return;
        }

        var lines = new List<string>();
        await foreach (var batch in logs.GetAllAsync(exit.Resource).WithCancellation(cancellationToken))
        {
            lines.AddRange(batch.Select(line => $"\n  {line.Content}"));
        }

        var last = string.Concat(lines.TakeLast(LastMessages));
        Terminal.Say($"{exit.Resource.Name} ended{code}, for the fifth time within a minute. Its last messages:{last}");
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    private async Task StartAsync(string id, TimeSpan delay, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, clock, cancellationToken);
        await commands.ExecuteCommandAsync(id, "start", cancellationToken);
    }
}

internal static class RestartsExtensions
{
    public static void AddRestarts(this IDistributedApplicationBuilder builder) => builder.Services.AddFirst<Restarts>();
}
