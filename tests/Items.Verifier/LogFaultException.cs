namespace Items.Verifier;

/// <summary>A promise about the log that does not hold, and the first sequence number at which it does not.</summary>
public sealed class LogFaultException(long seq, string what) : Exception($"Sequence number {seq}: {what}")
{
    /// <summary>Everything before it was as it should be.</summary>
    public long Seq { get; } = seq;
}
