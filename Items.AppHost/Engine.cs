using System.ComponentModel;
using System.Diagnostics;

namespace Items.AppHost;

/// <summary>What Postgres and RabbitMQ run on, as asked for: containers, local executables, or containers when an engine answers.</summary>
public enum EngineChoice
{
    Auto,
    Containers,
    Local,
}

/// <summary>What they run on, as decided.</summary>
/// <param name="Runtime">The container runtime's command; null with local executables.</param>
internal sealed record Engine(string? Runtime)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Whether a command of a container runtime succeeds.</summary>
    public static bool Run(string runtime, params string[] arguments)
    {
        try
        {
            // Not read: what we ask for prints little.
            using var process = Process.Start(new ProcessStartInfo(runtime, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            if (process.WaitForExit(Timeout))
            {
                return process.ExitCode == 0;
            }

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            return false; // not installed
        }
    }
}

internal static class EngineExtensions
{
    public static Engine ChooseEngine(this IDistributedApplicationBuilder builder, ModelOptions options)
    {
        // The same that Aspire looks for.
        var configured = builder.Configuration["ASPIRE_CONTAINER_RUNTIME"] ?? builder.Configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"];
        string[] runtimes = configured is { Length: > 0 } ? [configured] : ["docker", "podman"];
        return options.Engine switch
        {
            EngineChoice.Local => new(Runtime: null),
            // An engine that is installed but does not run is no engine, so it is asked for something.
            EngineChoice.Auto => new(Array.Find(runtimes, runtime => Engine.Run(runtime, "container", "ls", "--last", "1"))),
            _ => new(runtimes[0]),
        };
    }
}
