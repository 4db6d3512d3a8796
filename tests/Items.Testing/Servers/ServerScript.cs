using System.Diagnostics;
using System.Security.Cryptography;
using Items.Testing.Processes;

namespace Items.Testing.Servers;

/// <summary>One of the scripts of <c>eng/services</c> with ports, a password and a directory of its own, which stay the same from start to start.</summary>
internal sealed class ServerScript
{
    private const string User = "items";
    private const string Database = "itemsdb";

    private readonly string _path;
    private readonly string _directory;
    private readonly Dictionary<string, string> _environment;

    private ServerScript(string name, Dictionary<string, string> environment)
    {
        _path = Repository.PathOf("eng", "services", name + ".sh");
        _directory = Path.Combine(Path.GetTempPath(), $"items-{name}-{Guid.CreateVersion7():N}");
        _environment = environment;
    }

    /// <summary>Where its files are.</summary>
    public string Files => _directory;

    /// <summary>Faster, and less durable; it deletes its files when it ends.</summary>
    public bool IsDisposable { get; init; }

    public static (ServerScript Script, string ConnectionString) Postgres(bool isDisposable = false)
    {
        var (port, password) = (FreePort.Reserve(), NewPassword());
        var script = new ServerScript("postgres", new(StringComparer.Ordinal)
        {
            ["PGPORT"] = $"{port}",
            ["PGUSER"] = User,
            ["PGPASSWORD"] = password,
            ["PGDATABASE"] = Database,
        })
        {
            IsDisposable = isDisposable,
        };
        return (script, $"Host=127.0.0.1;Port={port};Database={Database};Username={User};Password={password}");
    }

    public static (ServerScript Script, Uri Amqp, Uri Management) Rabbit(bool isDisposable = false, int? webStompPort = null)
    {
        var (port, management, password) = (FreePort.Reserve(), FreePort.Reserve(), NewPassword());
        var script = new ServerScript("rabbitmq", new(StringComparer.Ordinal)
        {
            ["RABBITMQ_NODE_PORT"] = $"{port}",
            ["RABBITMQ_MANAGEMENT_PORT"] = $"{management}",
            ["RABBITMQ_STREAM_PORT"] = $"{FreePort.Reserve()}",
            ["RABBITMQ_WEB_STOMP_PORT"] = $"{webStompPort}",
            ["RABBITMQ_DIST_PORT"] = $"{FreePort.Reserve()}",
            ["ERL_EPMD_PORT"] = $"{FreePort.Reserve()}",
            ["RABBITMQ_USER"] = User,
            ["RABBITMQ_PASSWORD"] = password,
        })
        {
            IsDisposable = isDisposable,
        };
        return (script, new($"amqp://{User}:{password}@127.0.0.1:{port}"), new($"http://127.0.0.1:{management}"));
    }

    /// <summary>Starts it. Asked to end rather than killed, it ends its server and deletes what is to be deleted.</summary>
    public Task<ChildProcess> StartAsync()
    {
        var start = new ProcessStartInfo(_path);
        foreach (var (variable, value) in _environment)
        {
            start.Environment[variable] = value;
        }

        start.Environment["ITEMS_DISPOSABLE"] = IsDisposable ? "true" : "false";
        start.Environment["ITEMS_DATA"] = _directory;
        return ChildProcess.StartAsync(Path.GetRelativePath(Repository.Root, _path), start, Signal.Terminate);
    }

    /// <summary>Deletes the files of a server that does not run and has not done so itself.</summary>
    public void DeleteFiles()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private static string NewPassword() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
}
