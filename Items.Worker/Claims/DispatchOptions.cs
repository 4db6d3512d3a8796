using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.Worker.Claims;

/// <summary>How a Worker shares the webhooks with the others.</summary>
public sealed class DispatchOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Webhooks";

    /// <summary>Webhooks that this process serves at the same time, each with one request.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentDeliveries { get; set; } = 1_000;

    /// <summary>Time after which the process looks for something to deliver although nothing told it to.</summary>
    [Range(typeof(TimeSpan), "00:00:00.02", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time after which another Worker takes over the webhooks of one that does not say that it is still there, which it does three times as often.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LeaseLength { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>Time after which a webhook that always has more to deliver lets another have its turn, when there are more of them than may be served at the same time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LongestTurn { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two looks at how far behind the webhooks are, for metrics and health.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ReportInterval { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class DispatchOptionsValidator : IValidateOptions<DispatchOptions>;
