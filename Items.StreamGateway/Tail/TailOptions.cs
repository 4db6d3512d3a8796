using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Tail;

/// <summary>How the gateway follows the log.</summary>
internal sealed class TailOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tail";

    /// <summary>Asks the Api for what is new when the broker has brought nothing new for this long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The same while the broker is down or behind.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan FallbackPollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait between attempts to reach the broker or the Api; attempts start quickly and the wait is jittered.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Messages the broker keeps for this process at most; it drops the oldest, and the gap is repaired from history.</summary>
    [Range(1, 10_000_000)]
    public int QueueMaxLength { get; set; } = 100_000;

    /// <summary>Bytes of messages received but not yet taken at most; what comes then is dropped, and the gap is repaired from history.</summary>
    [Range(65_536, 4_294_967_296)]
    public long InboxMaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Bytes of one message at most; a longer one is ignored, and history says whether it was an event.</summary>
    [Range(65_536, 64 * 1024 * 1024)]
    public int MaxEventBytes { get; set; } = 1024 * 1024;

    /// <summary>Events read from history at the start, so that subscribers who resume after a restart find them in memory.</summary>
    [Range(0, 1_000_000)]
    public int Prefill { get; set; } = 4_096;
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class TailOptionsValidator : IValidateOptions<TailOptions>;
