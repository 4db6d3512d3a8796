using System.ComponentModel;
using System.Diagnostics;

namespace Items.AppHost;

/// <summary>What Postgres and RabbitMQ run on, as asked for.</summary>
public enum EngineChoice
{
    /// <summary>Containers when an engine answers, else local executables.</summary>
    Auto,
    Containers,
    Local,
}

/// <summary>What Postgres and RabbitMQ run on, as it is.</summary>
internal enum Engine
{
    Containers,
    Local,
}

internal static class EngineExtensions
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What is published runs elsewhere, where an engine is the one thing that can be relied on.</summary>
    public static Engine ChooseEngine(this IDistributedApplicationBuilder builder, ModelOptions options) => options.Engine switch
    {
        _ when builder.ExecutionContext.IsPublishMode => Engine.Containers,
        EngineChoice.Containers => Engine.Containers,
        EngineChoice.Local => Engine.Local,
        _ => Runtimes(builder).Any(Answers) ? Engine.Containers : Engine.Local,
    };

    /// <summary>The same that Aspire would look for.</summary>
    private static string[] Runtimes(IDistributedApplicationBuilder builder) =>
        (builder.Configuration["ASPIRE_CONTAINER_RUNTIME"] ?? builder.Configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"]) is { Length: > 0 } configured
            ? [configured]
            : ["docker", "podman"];

    /// <summary>An engine that is installed but does not run is no engine, so it is asked for something.</summary>
    private static bool Answers(string runtime)
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo(runtime, ["container", "ls", "--last", "1"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (probe is null)
            {
                return false;
            }

            // Read to the end, or a long answer would never be finished.
            probe.OutputDataReceived += (_, _) => { };
            probe.ErrorDataReceived += (_, _) => { };
            probe.BeginOutputReadLine();
            probe.BeginErrorReadLine();
            if (probe.WaitForExit(ProbeTimeout))
            {
                return probe.ExitCode == 0;
            }

            probe.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            return false; // not installed
        }
    }
}
