using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.Web.Upstream;

/// <summary>How the site's own requests to the Api behave.</summary>
public sealed class UpstreamOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Upstream";

    /// <summary>Longest time for one attempt; a page is given up after twice that.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class UpstreamOptionsValidator : IValidateOptions<UpstreamOptions>;
