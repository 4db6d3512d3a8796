using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Items.Testing;
using Items.Testing.Processes;

namespace Items.Benchmarks.FanOut;

/// <summary>A relay in Node: a script of <c>Rivals/</c> as a process.</summary>
internal sealed class Rival : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private Rival(ChildProcess process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public int ProcessId => _process.Id;

    public static async Task<Rival> StartAsync(string script, string broker)
    {
        var port = FreePort.Reserve();
        var start = new ProcessStartInfo("node", [Repository.PathOf("benchmarks", "Items.Benchmarks", "Rivals", script), $"{port}"]) { Environment = { ["AMQP_URL"] = broker } };
        var process = await ChildProcess.StartAsync(script, start);
        await Eventually.Async(() => process.HasExited ? throw process.Failure("ended") : ListensAsync(port), TimeSpan.FromSeconds(30), $"{script} listens");
        return new Rival(process, port);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
