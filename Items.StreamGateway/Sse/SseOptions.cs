using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Sse;

/// <summary>What the gateway tells SSE clients.</summary>
internal sealed class SseOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Sse";

    /// <summary>How long a browser waits before it reconnects after an unexpected end.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Retry { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class SseOptionsValidator : IValidateOptions<SseOptions>;
