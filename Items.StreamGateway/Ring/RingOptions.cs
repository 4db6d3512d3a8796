using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Ring;

/// <summary>How many recent events one process keeps in memory. A subscriber further back reads history from the Api.</summary>
internal sealed class RingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Ring";

    /// <summary>Events at most.</summary>
    [Range(16, 16_777_216)]
    public int Capacity { get; set; } = 65_536;

    /// <summary>
    /// Bytes of memory at most: of whole segments, full or not, with what is known of each event beside its bytes. The newest event stays whatever its size.
    /// </summary>
    [Range(65_536, 17_179_869_184)]
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class RingOptionsValidator : IValidateOptions<RingOptions>;
