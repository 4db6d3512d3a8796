using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Items.Benchmarks.Start;

/// <summary>A host that can do nothing but say that it is ready: what a start costs anybody.</summary>
internal static class EmptyHost
{
    public const string Name = "empty-host";

    public static Command Create()
    {
        var port = new Argument<int>("port");
        var command = new Command(Name, "Serves an empty program, for the benchmark start.") { Hidden = true };
        command.Arguments.Add(port);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var builder = WebApplication.CreateBuilder();
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            await using var app = builder.Build();
            app.Urls.Add($"http://127.0.0.1:{parsed.GetValue(port)}");
            app.MapGet("/health", () => "Healthy");
            await app.StartAsync(cancellationToken);
            await app.WaitForShutdownAsync(cancellationToken);
        });
        return command;
    }
}
