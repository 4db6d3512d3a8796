using System.Buffers.Text;
using System.Text;

namespace Items.Benchmarks.FanOut;

/// <summary>How a message says when it was made.</summary>
internal abstract class Stamp
{
    /// <summary><c>"at":"</c> and 20 digits of <see cref="TimeProvider.GetTimestamp"/>, as the <see cref="Feed"/> writes them.</summary>
    public static Stamp At { get; } = new Monotonic();

    /// <summary><c>"time":"</c> of a CloudEvent, by the clock of the machine.</summary>
    public static Stamp Time { get; } = new TimeOfDay();

    /// <summary>The age of the first message in a piece that has its stamp whole in it.</summary>
    public abstract TimeSpan? AgeIn(ReadOnlySpan<byte> piece);

    private static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> piece, ReadOnlySpan<byte> name) => piece.IndexOf(name) is >= 0 and var at ? piece[(at + name.Length)..] : [];

    private sealed class Monotonic : Stamp
    {
        public override TimeSpan? AgeIn(ReadOnlySpan<byte> piece) =>
            Utf8Parser.TryParse(Behind(piece, "\"at\":\""u8), out long made, out var digits) && digits == 20 ? TimeProvider.System.GetElapsedTime(made) : null;
    }

    private sealed class TimeOfDay : Stamp
    {
        private const int Length = 27; // 2026-11-24T05:43:32.204518Z

        public override TimeSpan? AgeIn(ReadOnlySpan<byte> piece) =>
            Behind(piece, "\"time\":\""u8) is { Length: >= Length } text && DateTimeOffset.TryParse(Encoding.ASCII.GetString(text[..Length]), System.Globalization.CultureInfo.InvariantCulture, out var made)
                ? TimeProvider.System.GetUtcNow() - made
                : null;
    }
}
