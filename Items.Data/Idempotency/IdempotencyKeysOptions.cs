using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.Data.Idempotency;

/// <summary>How long outcomes are kept for requests that are repeated with their <c>Idempotency-Key</c>.</summary>
public sealed class IdempotencyKeysOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "IdempotencyKeys";

    /// <summary>Time after which a key is unknown again, by the clock of Postgres.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Time between looks for expired keys, which are then deleted. An expired key is unknown whether it is deleted or not.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan UpkeepInterval { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class IdempotencyKeysOptionsValidator : IValidateOptions<IdempotencyKeysOptions>;
