namespace Items.Data.Log;

/// <summary>The log cannot be written or read now.</summary>
/// <param name="message">Why.</param>
/// <param name="outcomeUnknown">True when the change may have been committed all the same.</param>
/// <param name="innerException">The cause.</param>
public sealed class LogUnavailableException(string message, bool outcomeUnknown, Exception? innerException)
    : Exception(message, innerException)
{
    public bool OutcomeUnknown { get; } = outcomeUnknown;
}
