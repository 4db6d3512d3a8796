using Items.Testing.Processes;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Items.Testing.Tests.Scripts;

public sealed class RabbitScriptTests
{
    private const string AwkwardPassword = """it's "a" \password/ $HOME %20""";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal)
    {
        ["RABBITMQ_NODE_PORT"] = $"{FreePort.Reserve()}",
        ["RABBITMQ_MANAGEMENT_PORT"] = $"{FreePort.Reserve()}",
        ["RABBITMQ_STREAM_PORT"] = $"{FreePort.Reserve()}",
        ["RABBITMQ_WEB_STOMP_PORT"] = $"{FreePort.Reserve()}",
        ["RABBITMQ_DIST_PORT"] = $"{FreePort.Reserve()}",
        ["ERL_EPMD_PORT"] = $"{FreePort.Reserve()}",
        ["RABBITMQ_PASSWORD"] = AwkwardPassword,
        ["ITEMS_DISPOSABLE"] = "false",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IEnumerable<string> Ports => _environment.Where(variable => variable.Key.EndsWith("_PORT", StringComparison.Ordinal)).Select(variable => variable.Value);

    [Fact]
    public async Task Keeps_its_queues_and_leaves_no_process_behind_epmd_included()
    {
        await using var script = new RunningScript("eng/services/rabbitmq.sh", _environment);
        await script.StartAsync();
        await using (var connection = await ConnectAsync(script))
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
            await channel.QueueDeclareAsync("kept", durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancellation);
            await channel.BasicPublishAsync("", "kept", mandatory: true, new BasicProperties { Persistent = true }, new byte[] { 1 }, Cancellation);
            await Eventually.Async(async () => await channel.MessageCountAsync("kept", Cancellation) == 1);
        }

        Ports.ShouldAllBe(port => RunningScript.Listens(port));
        Ports.SelectMany(RunningScript.ListensOutside).ShouldBeEmpty();
        script.Ports().Except(Ports, StringComparer.Ordinal).ShouldBeEmpty("a port that nobody chose");
        script.Ports().Count().ShouldBe(Ports.Count() - 1, "all but epmd's");
        await script.EndAsync(Signal.Terminate);
        Ports.ShouldAllBe(port => !RunningScript.Listens(port));

        await script.StartAsync();
        await using var again = await ConnectAsync(script);
        await using var reader = await again.CreateChannelAsync(cancellationToken: Cancellation);
        (await reader.MessageCountAsync("kept", Cancellation)).ShouldBe(1u);
        await ShouldRefuseGuestAsync();
    }

    [Fact]
    public async Task Ends_when_the_script_itself_is_killed_epmd_included()
    {
        _environment["ITEMS_DISPOSABLE"] = "true";
        await using var script = new RunningScript("eng/services/rabbitmq.sh", _environment);
        await script.StartAsync();
        await (await ConnectAsync(script)).DisposeAsync();
        await script.EndAsync(Signal.Kill);
        Ports.ShouldAllBe(port => !RunningScript.Listens(port));
    }

    private async Task<IConnection> ConnectAsync(RunningScript script)
    {
        IConnection? connection = null;
        await Eventually.Async(
            async () =>
            {
                if (script.Process.HasExited)
                {
                    throw script.Process.Failure("ended");
                }

                try
                {
                    connection = await Factory("items", AwkwardPassword).CreateConnectionAsync(Cancellation);
                    return true;
                }
                catch (BrokerUnreachableException)
                {
                    return false;
                }
            },
            StartDeadline);
        return connection!;
    }

    private async Task ShouldRefuseGuestAsync() =>
        await Should.ThrowAsync<BrokerUnreachableException>(() => Factory("guest", "guest").CreateConnectionAsync(Cancellation));

    private ConnectionFactory Factory(string user, string password) =>
        new() { HostName = "127.0.0.1", Port = int.Parse(_environment["RABBITMQ_NODE_PORT"]), UserName = user, Password = password };
}
