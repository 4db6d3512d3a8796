using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.Data.Retention;

/// <summary>How much of the log is kept. Every limit that is set holds; without one everything is kept. The items themselves are not touched.</summary>
public sealed class RetentionOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Retention";

    private const long LeastEvents = 1_000;
    private const long LeastBytes = 1_000_000;

    /// <summary>Events that are older go, judged by their <c>time</c> and the clock of Postgres; null keeps any age. What leads to a snapshot must last for longer than a client needs to read it.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00")]
    public TimeSpan? MaxAge { get; set; }

    /// <summary>Newest events that are kept at most, 1,000 or more; null or 0 for any number.</summary>
    public long? MaxEvents { get; set; }

    /// <summary>Bytes of the events that are kept, about: their number times the average size in a sample of them. 1,000,000 or more; null or 0 for any size.</summary>
    public long? MaxBytes { get; set; }

    /// <summary>Time between two looks at the log.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether any limit is set.</summary>
    internal bool IsOn => MaxAge is not null || MaxEvents > 0 || MaxBytes > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxEvents is not (null or 0 or >= LeastEvents))
        {
            yield return new ValidationResult($"{Section}:{nameof(MaxEvents)} must be 0, or {LeastEvents} or more.", [nameof(MaxEvents)]);
        }

        if (MaxBytes is not (null or 0 or >= LeastBytes))
        {
            yield return new ValidationResult($"{Section}:{nameof(MaxBytes)} must be 0, or {LeastBytes} or more.", [nameof(MaxBytes)]);
        }
    }
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class RetentionOptionsValidator : IValidateOptions<RetentionOptions>;
