using System.Buffers.Text;
using System.Text;

namespace Items.Benchmarks.FanOut;

/// <summary>How a message says when it was made.</summary>
/// <param name="name">What stands before it.</param>
/// <param name="length">Its length, in bytes.</param>
internal abstract class Stamp(byte[] name, int length)
{
    /// <summary><c>"at":"</c> and 20 digits of <see cref="TimeProvider.GetTimestamp"/>, as the <see cref="Feed"/> writes them.</summary>
    public static Stamp At { get; } = new Monotonic();

    /// <summary><c>"time":"</c> of a CloudEvent, by the clock of the machine.</summary>
    public static Stamp Time { get; } = new TimeOfDay();

    /// <summary>Adds the ages, in milliseconds, of all messages in a piece that have their stamp whole in it: the first of them is the oldest.</summary>
    public void AddAges(ReadOnlySpan<byte> piece, List<double> ages)
    {
        while (piece.IndexOf(name) is >= 0 and var at && piece.Length >= at + name.Length + length)
        {
            piece = piece[(at + name.Length)..];
            if (AgeOf(piece[..length]) is { } age)
            {
                ages.Add(age.TotalMilliseconds);
            }
        }
    }

    protected abstract TimeSpan? AgeOf(ReadOnlySpan<byte> stamp);

    private sealed class Monotonic() : Stamp("\"at\":\""u8.ToArray(), 20)
    {
        protected override TimeSpan? AgeOf(ReadOnlySpan<byte> stamp) =>
            Utf8Parser.TryParse(stamp, out long made, out var digits) && digits == stamp.Length ? TimeProvider.System.GetElapsedTime(made) : null;
    }

    /// <summary>2026-11-24T05:43:32.204518Z.</summary>
    private sealed class TimeOfDay() : Stamp("\"time\":\""u8.ToArray(), 27)
    {
        protected override TimeSpan? AgeOf(ReadOnlySpan<byte> stamp) =>
            DateTimeOffset.TryParse(Encoding.ASCII.GetString(stamp), System.Globalization.CultureInfo.InvariantCulture, out var made) ? TimeProvider.System.GetUtcNow() - made : null;
    }
}
