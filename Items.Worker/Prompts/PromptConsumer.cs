using System.Globalization;
using MassTransit;

namespace Items.Worker.Prompts;

/// <summary>
/// Takes a message as the hint that the log has grown, and acknowledges it when the dispatcher has looked. So the broker brings no more of them than there are looks, and the hints of a Worker that dies
/// before it looked go to another.
/// </summary>
internal sealed class PromptConsumer(PromptSignal signal) : IConsumer<LoggedEvent>
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public async Task Consume(ConsumeContext<LoggedEvent> context)
    {
        var looked = signal.Look;
        signal.Grown(long.TryParse(context.Message.Sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : 0);
        await looked.WaitAsync(Longest, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
