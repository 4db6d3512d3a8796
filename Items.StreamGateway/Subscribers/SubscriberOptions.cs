using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Subscribers;

/// <summary>Bounds and rhythms of one process's subscribers.</summary>
internal sealed class SubscriberOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Subscribers";

    /// <summary>Open streams at most; further ones get 503 with <c>Retry-After</c>.</summary>
    [Range(1, 10_000_000)]
    public int MaxSubscribers { get; set; } = 50_000;

    /// <summary>Open streams of one client address at most (of one /64 for IPv6); further ones get 429 with <c>Retry-After</c>.</summary>
    [Range(1, 10_000_000)]
    public int MaxPerAddress { get; set; } = 10_000;

    /// <summary>Bytes written to one subscriber before others get their turn; a longer event is written alone.</summary>
    [Range(1_024, 1_048_576)]
    public int MaxBatchBytes { get; set; } = 64 * 1024;

    /// <summary>Time between signs of life on a stream: pings on a WebSocket, comments on a silent SSE stream.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A filtered stream whose position moved says so after this time at the latest.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A filtered stream says how far it is after this many events it was not sent.</summary>
    [Range(1, 1_000_000)]
    public int CheckpointEvents { get; set; } = 1_000;

    /// <summary>How often idle streams look at the clock.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:10")]
    public TimeSpan Tick { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Subjects in one filter at most.</summary>
    [Range(1, 10_000)]
    public int MaxSubjects { get; set; } = 100;

    /// <summary>Bytes of one attributes filter at most, in UTF-8. Comparing costs up to this times the size of an item's attributes.</summary>
    [Range(2, 16_384)]
    public int MaxAttributesBytes { get; set; } = 1_024;
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class SubscriberOptionsValidator : IValidateOptions<SubscriberOptions>;
