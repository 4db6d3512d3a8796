using Aspire.Hosting.Testing;

namespace Items.AppHost.Tests;

internal static class StartedSystem
{
    /// <summary>Any ports, data in a directory of the test's own, deleted at the end.</summary>
    private static readonly string[] Isolated =
        ["--Items:Disposable=true", "--Items:Ports:Postgres=0", "--Items:Ports:Messaging=0", "--Items:Ports:Management=0", "--Items:Ports:Stream=0"];

    /// <summary>Starts the AppHost as its entry point does; what is proxied gets any port too.</summary>
    public static async Task<DistributedApplication> StartAsync(string data, CancellationToken cancellationToken, params string[] args)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Items_AppHost>(
            [.. BuiltModel.Passwords, .. Isolated, $"--Items:Data={data}", .. args], cancellationToken);
        var app = await builder.BuildAsync(cancellationToken);
        try
        {
            await app.StartAsync(cancellationToken);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
