using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.Api.Relay;

/// <summary>How the log is published to RabbitMQ.</summary>
public sealed class RelayOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Relay";

    /// <summary>Most events read and published at a time. No further batch is begun while more events than this wait for their confirms.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 1_000;

    /// <summary>Least milliseconds between two moves of the cursor, each of which is a commit. What was published after the last one is published again after a crash.</summary>
    [Range(0, 10_000)]
    public int CursorMilliseconds { get; set; } = 50;

    /// <summary>Milliseconds after which the log is looked at even when no notification came.</summary>
    [Range(10, 60_000)]
    public int PollMilliseconds { get; set; } = 1_000;

    /// <summary>Seconds the broker may take to take a batch, and then to confirm it, before its connection is given up.</summary>
    [Range(1, 600)]
    public int ConfirmTimeoutSeconds { get; set; } = 30;

    /// <summary>Longest pause in milliseconds between attempts to reach Postgres or the broker; the first is 50, each next one twice as long.</summary>
    [Range(100, 600_000)]
    public int MaxBackOffMilliseconds { get; set; } = 5_000;

    /// <summary>Bytes the stream queue <c>items.log</c> keeps for direct consumers; the broker drops the oldest segments beyond. Used when the queue is made.</summary>
    [Range(1_000_000L, long.MaxValue)]
    public long StreamMaxBytes { get; set; } = 2_000_000_000;
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class RelayOptionsValidator : IValidateOptions<RelayOptions>;
