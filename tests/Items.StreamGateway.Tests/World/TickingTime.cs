namespace Items.StreamGateway.Tests.World;

/// <summary>Time that goes on by a step whenever somebody looks at the clock, and not otherwise: work is counted instead of measured.</summary>
internal sealed class TickingTime(TimeSpan step) : TimeProvider
{
    private long _now = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Add(ref _now, step.Ticks);
}
