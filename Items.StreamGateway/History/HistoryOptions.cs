using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.History;

/// <summary>How the Api's history is read.</summary>
internal sealed class HistoryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "History";

    /// <summary>Time for one page, from the request to its last byte.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Events asked for at a time; the Api may give fewer.</summary>
    [Range(1, Contracts.ItemLimits.MaxPageSize)]
    public int PageSize { get; set; } = Contracts.ItemLimits.MaxPageSize;

    /// <summary>Bytes of one page at most; a longer one is refused as malformed.</summary>
    [Range(1024 * 1024, 1024 * 1024 * 1024)]
    public int MaxPageBytes { get; set; } = 64 * 1024 * 1024;
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class HistoryOptionsValidator : IValidateOptions<HistoryOptions>;
