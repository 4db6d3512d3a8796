using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.Api.WebhookEndpoints;

/// <summary>How a webhook's secret is replaced.</summary>
public sealed class SecretRotationOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "WebhookSecrets";

    /// <summary>How long the secret before a rotation signs beside the new one; 0 for not at all.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Overlap { get; set; } = TimeSpan.FromHours(24);
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class SecretRotationOptionsValidator : IValidateOptions<SecretRotationOptions>;
