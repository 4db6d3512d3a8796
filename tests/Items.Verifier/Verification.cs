using System.Diagnostics;
using System.Globalization;
using Items.Contracts;
using Items.Verifier.Streams;

namespace Items.Verifier;

/// <summary>
/// Follows a running system and, again and again, compares the fold of what came with the table: reads the table, which shows one position, follows on to exactly that position,
/// and there the two must be equal.
/// </summary>
internal sealed class Verification(VerifierOptions options, TextWriter output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new() { BaseAddress = options.Host };

    /// <exception cref="LogFaultException">Something is wrong.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var fold = options.FromNow ? new LogFold(await Table.ReadAsync(_http, cancellationToken)) : new LogFold();
        var after = options.FromNow ? fold.Position.ToString() : "0";
        Say($"following {options.Host} by {options.Stream} after {after}");
        await using var changes = new EventStream(Source(), () => options.Host, new StreamQuery(after)).FollowAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        long? first = null;
        while (true)
        {
            var table = await Table.ReadAsync(_http, cancellationToken);
            await FollowToAsync(fold, changes, table.Position);
            fold.RequireEqual(table);
            Say($"{fold.Position}: {fold.Applied} events without a hole, {fold.Count} items, equal to the table");
            first ??= Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(first.Value) >= options.Duration)
            {
                return;
            }

            await Task.Delay(options.Interval, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task FollowToAsync(LogFold fold, IAsyncEnumerator<ItemEvent> changes, Cursor target)
    {
        while (fold.Position.Seq < target.Seq)
        {
            var next = changes.MoveNextAsync().AsTask();
            try
            {
                await next.WaitAsync(Patience);
            }
            catch (TimeoutException)
            {
                throw new LogFaultException(fold.Position.Seq + 1, $"has not come for {Patience.TotalSeconds:0} s, though the table shows {target}");
            }

            fold.Apply(changes.Current);
        }
    }

    private IEventSource Source() => options.Stream switch
    {
        "sse" => new SseSource(_http),
        "history" => new HistorySource(_http),
        _ => new WebSocketSource(),
    };

    private void Say(string what) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetLocalNow():HH:mm:ss} {what}"));
}
