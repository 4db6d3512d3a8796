using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.ServiceDefaults.Hosting;

/// <summary>Which neighbours may say, in <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c>, how the client reached the front door.</summary>
public sealed class ProxyOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Proxy";

    /// <summary>Networks in CIDR notation, comma-separated.</summary>
    [Required]
    public string TrustedNetworks { get; set; } = "127.0.0.0/8,::1/128";
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class ProxyOptionsValidator : IValidateOptions<ProxyOptions>;
