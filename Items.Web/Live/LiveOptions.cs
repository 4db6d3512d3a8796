using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.Web.Live;

/// <summary>How the site follows the log and passes it on to the open pages.</summary>
public sealed class LiveOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Live";

    /// <summary>
    /// Rendered changes kept in memory, about 1 to 2 KB each. A page that comes back after more changes than these reads its list anew.
    /// Rounded up to a power of two.
    /// </summary>
    [Range(16, 1 << 20)]
    public int RingSize { get; set; } = 4096;

    /// <summary>How many past changes are fetched at start, so that pages which were open before a restart carry on without reading anew.</summary>
    [Range(0, 1 << 20)]
    public int History { get; set; } = 256;

    /// <summary>Changes in the list of recent ones.</summary>
    [Range(1, 100)]
    public int FeedLength { get; set; } = 12;

    /// <summary>Bytes written to a page at a time, at most and roughly.</summary>
    [Range(1024, 1 << 20)]
    public int WriteSize { get; set; } = 64 * 1024;

    /// <summary>Interval of the heartbeats sent to the pages.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest silence of the gateway, heartbeats included, before the subscription is taken for dead and opened anew.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time for the gateway to accept the subscription.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan OpenLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>First delay before the subscription is opened anew; it doubles, with jitter, up to <see cref="MaxRetryDelay"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MinRetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest delay before the subscription is opened anew.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class LiveOptionsValidator : IValidateOptions<LiveOptions>;
