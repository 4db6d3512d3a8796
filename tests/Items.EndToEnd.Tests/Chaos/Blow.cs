using Items.Testing.Processes;
using Items.Testing.Servers;

namespace Items.EndToEnd.Tests.Chaos;

/// <summary>One thing that can be done to a system, and undone.</summary>
/// <param name="What">What is done.</param>
/// <param name="Target">What it is done to; one target is struck by one blow at a time.</param>
/// <param name="Strike">Does it.</param>
/// <param name="Heal">Undoes it; returns when what was struck works again.</param>
internal sealed record Blow(string What, string Target, Func<Task> Strike, Func<Task> Heal)
{
    private const string Kill = "kill -9";

    /// <summary>Everything that can be done to a system.</summary>
    public static IReadOnlyList<Blow> All(ChaosSystem system) =>
    [
        .. system.Items.Apis.SelectMany((api, i) => ToHost($"Api {i}", api)),
        .. system.Items.Gateways.SelectMany((gateway, i) => ToHost($"gateway {i}", gateway)),
        .. ToHost("Web", system.Items.Web),
        new(Kill, "RabbitMQ", system.Rabbit.KillAsync, system.Rabbit.StartAsync),
        new(Kill, "Postgres", system.Postgres.KillAsync, system.Postgres.StartAsync),
        Cut("RabbitMQ", system.BrokerWire),
        Cut("Postgres", system.DatabaseWire),
    ];

    public override string ToString() => $"{What} {Target}";

    /// <summary>A frozen process is not dead: its connections and its locks stay, and it goes on where it was.</summary>
    private static Blow[] ToHost(string name, HostProcess host) =>
    [
        new(Kill, name, host.KillAsync, () => host.StartAsync()),
        new("freeze", name, () => Done(host.Pause), () => Done(host.Resume)),
    ];

    private static Blow Cut(string name, SeverableWire wire) => new("cut", name, () => Done(wire.Cut), () => Done(wire.Mend));

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
