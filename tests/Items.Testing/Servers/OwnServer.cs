using System.Globalization;
using Items.Testing.Processes;

namespace Items.Testing.Servers;

/// <summary>
/// A Postgres or RabbitMQ of one test alone, as durable as in production, which the test can kill and start again on the same port and files. It is always a process by
/// <c>eng/services</c>, also where a container engine answers.
/// </summary>
public sealed class OwnServer : IAsyncDisposable
{
    private readonly ServerScript _script;
    private readonly Func<Task<bool>> _accepts;
    private ChildProcess? _child;

    private OwnServer(ServerScript script, string address, Func<Task<bool>> accepts)
    {
        (_script, Address, _accepts) = (script, address, accepts);
    }

    /// <summary>The connection string of the database of Postgres, or the AMQP URI of RabbitMQ's default virtual host.</summary>
    public string Address { get; }

    /// <summary>The process that the server runs under.</summary>
    public int ProcessId => _child!.Id;

    /// <summary>The directory of its files; Postgres' cluster is <c>cluster</c> in it.</summary>
    public string Files => _script.Files;

    /// <summary>A Postgres with one empty database.</summary>
    public static Task<OwnServer> StartPostgresAsync()
    {
        var (script, connectionString) = ServerScript.Postgres();
        return StartAsync(new OwnServer(script, connectionString, () => LocalServers.AcceptsAsync(connectionString)));
    }

    /// <summary>A RabbitMQ with nothing in it.</summary>
    /// <param name="webStompPort">Where it speaks STOMP over WebSocket, if it should.</param>
    public static Task<OwnServer> StartRabbitAsync(int? webStompPort = null)
    {
        var (script, amqp, management) = ServerScript.Rabbit(webStompPort: webStompPort);
        return StartAsync(new OwnServer(script, amqp.AbsoluteUri, () => new RabbitServer(amqp, management).AnswersAsync()));
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>; it recovers from what it finds on the disk. Returns when it takes connections.</summary>
    public async Task StartAsync()
    {
        _child = await _script.StartAsync();
        await Eventually.Async(() => _child.HasExited ? throw _child.Failure("ended") : _accepts(), TimeSpan.FromMinutes(2), $"{_child.Name} takes connections");
    }

    /// <summary>
    /// Waits until nothing of its files has changed for three seconds. RabbitMQ 3.10 answers a declaration before all of it is on the disk: killed in between, it has forgotten a classic queue, has no
    /// leader for a quorum queue, and cannot serve a stream, for ever.
    /// </summary>
    public Task UntilAtRestAsync() => Eventually.Async(() => TimeProvider.System.GetUtcNow().UtcDateTime - LastChange() > TimeSpan.FromSeconds(3), message: "the server's files are at rest");

    /// <summary>Ends every process of it at once (SIGKILL), as a power failure would.</summary>
    public async Task KillAsync()
    {
        var server = Children(_child!.Id);
        foreach (var process in (int[])[.. server, .. server.SelectMany(Children)])
        {
            ChildProcess.Send(process, Signal.Kill);
        }

        await _child.WaitForExitAsync(TimeSpan.FromSeconds(20));
    }

    public async ValueTask DisposeAsync()
    {
        if (_child is { HasExited: false })
        {
            await KillAsync();
        }

        if (_child is not null)
        {
            await _child.DisposeAsync();
        }

        _script.DeleteFiles();
    }

    private static async Task<OwnServer> StartAsync(OwnServer server)
    {
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private DateTime LastChange() => Directory.EnumerateFiles(Files, "*", SearchOption.AllDirectories).Max(File.GetLastWriteTimeUtc);

    private static int[] Children(int process)
    {
        try
        {
            return Array.ConvertAll(
                File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries),
                id => int.Parse(id, CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }
}
