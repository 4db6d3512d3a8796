using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Subscribers;

/// <summary>How subscribers who are further back than the ring, or begin with a snapshot, are served from the Api.</summary>
internal sealed class CatchUpOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "CatchUp";

    /// <summary>Pages of history and of snapshots read, or held in memory, at the same time; further subscribers wait their turn, page by page.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrent { get; set; } = 16;

    /// <summary>How long a page is held for a subscriber who does not take it. Then others get the turn, and the rest is read again later; of a snapshot in smaller pages.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A stream whose history has been unavailable for this long is ended and may resume later.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest wait between attempts; they start quickly and the wait is jittered.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class CatchUpOptionsValidator : IValidateOptions<CatchUpOptions>;
