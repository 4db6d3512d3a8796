using Aspire.Hosting.Testing;

namespace Items.AppHost.Tests;

/// <summary>The AppHost run by its own entry point, with any ports and with data in a directory of the test's own.</summary>
internal sealed class StartedSystem : IAsyncDisposable
{
    private static readonly string[] Isolated =
        ["--Items:Disposable=true", "--Items:Ports:Postgres=0", "--Items:Ports:Messaging=0", "--Items:Ports:Management=0", "--Items:Ports:Stream=0", "--Items:Ports:Dashboard=0"];

    private StartedSystem(DistributedApplication app, string data) => (App, Data) = (app, data);

    public DistributedApplication App { get; }

    /// <summary>The directory that local servers keep their files in, while they run.</summary>
    public string Data { get; }

    /// <summary>Lets the AppHost start; what it starts is not waited for.</summary>
    public static async Task<StartedSystem> StartAsync(params string[] args)
    {
        var data = Path.Combine(Path.GetTempPath(), $"items-apphost-{Guid.CreateVersion7():N}");
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Items_AppHost>(
            [.. BuiltModel.Passwords, .. Isolated, $"--Items:Data={data}", .. args], TestContext.Current.CancellationToken);
        // The entry point does not stop at the model: it goes on to run it.
        return new(await builder.BuildAsync(TestContext.Current.CancellationToken), data);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }
    }
}
