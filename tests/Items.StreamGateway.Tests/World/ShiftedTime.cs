namespace Items.StreamGateway.Tests.World;

/// <summary>Time that can be put forward; otherwise it goes on as it does.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public void PutForward(TimeSpan by) => Interlocked.Add(ref _shift, (long)(by.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => base.GetTimestamp() + Volatile.Read(ref _shift);
}
