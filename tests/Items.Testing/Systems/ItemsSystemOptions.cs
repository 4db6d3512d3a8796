using System.Collections.ObjectModel;

namespace Items.Testing.Systems;

/// <summary>How many processes a system has, and what they are configured with beside their addresses.</summary>
public sealed record ItemsSystemOptions
{
    public int Apis { get; init; } = 1;

    public int Gateways { get; init; } = 1;

    public int Webs { get; init; }

    public int Workers { get; init; }

    /// <summary>Connection string to use instead of a fresh, migrated database.</summary>
    public string? Database { get; init; }

    /// <summary>AMQP URI to use instead of a fresh virtual host, for example one through a <see cref="Servers.SeverableWire"/>.</summary>
    public string? Broker { get; init; }

    /// <summary>Configuration of every process, e.g. <c>["Logging__LogLevel__Default"] = "Debug"</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
