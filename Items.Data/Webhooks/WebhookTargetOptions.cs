using System.Net;

namespace Items.Data.Webhooks;

/// <summary>Where webhooks may point to. The same for Api and Worker, please: the Api refuses at once what it can see, the Worker looks at every address it connects to.</summary>
public sealed class WebhookTargetOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "WebhookTargets";

    /// <summary>Whether URLs may begin with <c>http://</c>: for development and closed networks.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// Networks in CIDR notation, comma-separated, that events are delivered to although they are loopback, private, link-local or otherwise not the public internet. Cloud metadata addresses lie in
    /// link-local networks.
    /// </summary>
    public string? AllowedNetworks { get; set; }

    internal bool AreNetworks => Split().All(network => IPNetwork.TryParse(network, out _));

    /// <summary>The networks.</summary>
    /// <exception cref="FormatException">One is no network; a validated instance has none such.</exception>
    internal IPNetwork[] ReadNetworks() => [.. Split().Select(IPNetwork.Parse)];

    private string[] Split() => AllowedNetworks?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
