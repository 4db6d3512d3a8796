using System.ComponentModel.DataAnnotations;
using Items.Contracts;
using Microsoft.Extensions.Configuration;

namespace Items.AppHost;

/// <summary>
/// What can be chosen: <c>Items__ApiReplicas=2</c> in the environment or <c>--Items:ApiReplicas=2</c> on the command line.
/// </summary>
public sealed class ModelOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Items";

    private const int MaxReplicas = 32;

    public EngineChoice Engine { get; set; }

    /// <summary>The directory of everything stored, relative to the repository's root.</summary>
    [Required]
    public string Data { get; set; } = ".data";

    /// <summary>Delete what was stored, then start empty.</summary>
    public bool Fresh { get; set; }

    /// <summary>For tests: servers delete what they stored when they end, and until then do not guard it against a power failure.</summary>
    public bool Disposable { get; set; }

    [Range(1, MaxReplicas)]
    public int ApiReplicas { get; set; } = 1;

    [Range(1, MaxReplicas)]
    public int GatewayReplicas { get; set; } = 1;

    [Range(1, MaxReplicas)]
    public int WorkerReplicas { get; set; } = 1;

    public PortOptions Ports { get; set; } = new();
}

/// <summary>TCP ports on loopback. 0 lets Aspire choose, at every start anew.</summary>
public sealed class PortOptions
{
    public ushort Web { get; set; } = DefaultPorts.Web;
    public ushort Api { get; set; } = DefaultPorts.Api;
    public ushort Gateway { get; set; } = DefaultPorts.Gateway;
    public ushort Worker { get; set; } = DefaultPorts.Worker;
    public ushort Postgres { get; set; } = 5432;
    public ushort Messaging { get; set; } = 5672;
    public ushort Management { get; set; } = 15672;
    public ushort Stream { get; set; } = 5552;
    public ushort Dashboard { get; set; } = 18888;
}

internal static class ModelOptionsExtensions
{
    /// <exception cref="DistributedApplicationException">A value is malformed or out of its range.</exception>
    public static ModelOptions ReadOptions(this IDistributedApplicationBuilder builder)
    {
        try
        {
            var options = builder.Configuration.GetSection(ModelOptions.Section).Get<ModelOptions>() ?? new ModelOptions();
            Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
            options.Data = Path.GetFullPath(options.Data, builder.RepositoryRoot());
            return options;
        }
        catch (Exception wrong) when (wrong is ValidationException or InvalidOperationException)
        {
            throw new DistributedApplicationException($"{ModelOptions.Section}: {wrong.Message}", wrong);
        }
    }

    public static string RepositoryRoot(this IDistributedApplicationBuilder builder) => Path.GetFullPath("..", builder.AppHostDirectory);

    /// <summary>A port of an endpoint; null is Aspire's word for a port of its choice.</summary>
    public static int? OrAny(this ushort port) => port == 0 ? null : port;
}
