using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Subscribers;

/// <summary>How the process takes leave of its subscribers when it is told to stop.</summary>
internal sealed class DrainOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Drain";

    /// <summary>Time between no longer being ready and ending streams, for those who route by readiness to notice.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Delay { get; set; } = TimeSpan.Zero;

    /// <summary>Time for the streams to take what is in memory; connections still open then are cut.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Subscribers are asked to come back after a random part of this, so that they do not all come at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan RetrySpread { get; set; } = TimeSpan.FromSeconds(3);
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class DrainOptionsValidator : IValidateOptions<DrainOptions>;
