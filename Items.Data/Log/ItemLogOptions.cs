using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.Data.Log;

/// <summary>How the log is appended to.</summary>
public sealed class ItemLogOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Log";

    /// <summary>Most changes in one commit.</summary>
    [Range(1, 10_000)]
    public int MaxCommitSize { get; set; } = 512;

    /// <summary>Most changes that wait for a commit; one more is refused at once, so that an outage of Postgres cannot fill the memory.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>Seconds a commit may take before it is given up with an unknown outcome, and a change may wait for its commit before it is refused.</summary>
    [Range(1, 600)]
    public int CommitTimeoutSeconds { get; set; } = 30;
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class ItemLogOptionsValidator : IValidateOptions<ItemLogOptions>;
