using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Hosting;

/// <summary>Who may read the streams from a web page.</summary>
internal sealed class GatewayOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway";

    /// <summary>Stands for every origin.</summary>
    public const string AnyOrigin = "*";

    /// <summary>Origins such as <c>https://example.org</c>, comma-separated, or <c>*</c>. The gateway's own origin is always allowed.</summary>
    [Required]
    public string AllowedOrigins { get; set; } = AnyOrigin;

    internal string[] Origins => AllowedOrigins.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
