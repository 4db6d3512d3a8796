using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.Worker.Deliveries;

/// <summary>What happens when an endpoint does not take what is delivered.</summary>
public sealed class RetryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "WebhookRetries";

    /// <summary>Pause after the first failure; each next one is twice as long, and each between half and all of that.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest pause, also when the endpoint asks for a longer one (<c>Retry-After</c>).</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "7.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Time for which every attempt has failed after which a webhook is suspended.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan SuspendAfter { get; set; } = TimeSpan.FromDays(5);
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class RetryOptionsValidator : IValidateOptions<RetryOptions>;
