using System.ComponentModel.DataAnnotations;
using Items.Contracts;
using Microsoft.Extensions.Configuration;

namespace Items.AppHost;

/// <summary>What can be chosen about the model, e.g. <c>Items__Engine=local</c> in the environment or <c>--Items:ApiReplicas=2</c> on the command line.</summary>
public sealed class ModelOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Items";

    /// <summary>What Postgres and RabbitMQ run on. A published model has containers, whatever is chosen here.</summary>
    public EngineChoice Engine { get; set; }

    /// <summary>Directory of what the local servers store, relative to the repository's root.</summary>
    [Required]
    public string Data { get; set; } = ".data";

    /// <summary>For tests: what the servers store is deleted at the end, and until then not guarded against a power failure.</summary>
    public bool Disposable { get; set; }

    /// <summary>Processes of the Api.</summary>
    [Range(1, 32)]
    public int ApiReplicas { get; set; } = 1;

    /// <summary>Processes of the gateway.</summary>
    [Range(1, 32)]
    public int GatewayReplicas { get; set; } = 1;

    /// <summary>Processes that deliver webhooks.</summary>
    [Range(1, 32)]
    public int WorkerReplicas { get; set; } = 1;

    /// <inheritdoc cref="PortOptions"/>
    [Required]
    public PortOptions Ports { get; set; } = new();
}

/// <summary>TCP ports on this machine. 0 lets Aspire choose, at every start anew.</summary>
public sealed class PortOptions
{
    private const int Last = 65535;

    /// <summary>The front door.</summary>
    [Range(0, Last)]
    public int Web { get; set; } = DefaultPorts.Web;

    [Range(0, Last)]
    public int Api { get; set; } = DefaultPorts.Api;

    [Range(0, Last)]
    public int Gateway { get; set; } = DefaultPorts.Gateway;

    [Range(0, Last)]
    public int Worker { get; set; } = DefaultPorts.Worker;

    [Range(0, Last)]
    public int Postgres { get; set; } = 5432;

    /// <summary>AMQP.</summary>
    [Range(0, Last)]
    public int Messaging { get; set; } = 5672;

    /// <summary>RabbitMQ's management page and HTTP API.</summary>
    [Range(0, Last)]
    public int Management { get; set; } = 15672;

    /// <summary>RabbitMQ's stream protocol.</summary>
    [Range(0, Last)]
    public int Stream { get; set; } = 5552;
}

internal static class ModelOptionsExtensions
{
    /// <summary>Reads the options at once: they decide what the model is made of.</summary>
    /// <exception cref="ValidationException">A value is out of its range.</exception>
    public static ModelOptions ReadOptions(this IDistributedApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(ModelOptions.Section).Get<ModelOptions>() ?? new ModelOptions();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        Validator.ValidateObject(options.Ports, new ValidationContext(options.Ports), validateAllProperties: true);
        return options;
    }

    /// <summary>A port of an endpoint; null is Aspire's word for a port of its choice.</summary>
    public static int? OrAny(this int port) => port == 0 ? null : port;
}
