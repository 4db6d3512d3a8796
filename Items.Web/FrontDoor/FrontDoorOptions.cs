using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.Web.FrontDoor;

/// <summary>How the front door treats the processes behind it.</summary>
public sealed class FrontDoorOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "FrontDoor";

    /// <summary>Longest time without a byte in either direction before a request to the Api is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ApiTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Longest silence on a stream before it is taken for dead. Streams send heartbeats every few seconds, so this only has to be
    /// well above their interval.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan StreamTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest time to open a connection to one replica.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a replica that could not be reached is left out while others can be.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ReplicaPause { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class FrontDoorOptionsValidator : IValidateOptions<FrontDoorOptions>;
