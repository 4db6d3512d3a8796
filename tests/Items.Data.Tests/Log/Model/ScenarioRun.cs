using System.Collections.Concurrent;
using System.Globalization;
using Items.Contracts;
using Items.Data.Idempotency;
using Items.Data.Log;

namespace Items.Data.Tests.Log.Model;

/// <summary>One step as it went.</summary>
/// <param name="Writer">Who asked.</param>
/// <param name="Step">For what.</param>
/// <param name="Change">In full.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Asked">When it was handed in, on a clock that all writers share.</param>
/// <param name="Answered">When its outcome was known.</param>
internal sealed record Call(int Writer, Step Step, Change Change, ChangeOutcome Outcome, long Asked, long Answered)
{
    public bool HasTakenEffect => !Outcome.IsReplay && Outcome.Result is ChangeResult.Created or ChangeResult.Applied;

    /// <summary>It was judged itself, rather than by its key or not at all.</summary>
    public bool IsJudged => !Outcome.IsReplay && Outcome.Result is not (ChangeResult.KeyReused or ChangeResult.KeyInUse or ChangeResult.Rejected);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Asked}..{Answered} writer {Writer}: {Step} => {(Outcome.IsReplay ? "again " : "")}{Outcome.Result} at {Outcome.Position.Seq} {Outcome.Item?.Text} {Shown(Outcome.Item?.Attributes.Text)}");

    private static string? Shown(string? attributes) => attributes?.Length > 100 ? "too large" : attributes;
}

/// <summary>Runs the writers of one scenario at the same time, over items and keys of its own.</summary>
internal sealed class ScenarioRun(Scenario scenario, TestLog[] processes)
{
    private readonly Guid[] _items = [.. Enumerable.Range(0, 8).Select(_ => Guid.CreateVersion7())];
    private readonly ConcurrentDictionary<Guid, ConcurrentBag<Cursor>> _seen = new();
    private long _clock;

    public IReadOnlyList<Guid> Items => _items;

    public async Task<IReadOnlyList<Call>> RunAsync()
    {
        using var start = new Barrier(scenario.Writers.Count + 1);
        var writers = scenario.Writers.Select((steps, writer) => Task.Factory.StartNew(
            () =>
            {
                // Everybody is there before anybody begins.
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return WriteAsync(writer, steps);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()).ToList();
        start.SignalAndWait(TestContext.Current.CancellationToken);
        return [.. (await Task.WhenAll(writers)).SelectMany(calls => calls)];
    }

    private async Task<Call[]> WriteAsync(int writer, IReadOnlyList<Step> steps)
    {
        var calls = new List<Task<Call>>(steps.Count);
        foreach (var step in steps)
        {
            if (step.Waits)
            {
                await Task.WhenAll(calls);
            }

            calls.Add(AskAsync(writer, step));
        }

        return await Task.WhenAll(calls);
    }

    private async Task<Call> AskAsync(int writer, Step step)
    {
        var id = _items[step.Item];
        var change = new Change(step.Kind, id, step.Text, step.Attributes)
        {
            IfMatch = Resolve(step.IfMatch, id),
            IfNoneMatch = Resolve(step.IfNoneMatch, id),
            Key = step.Key is { } key ? new IdempotencyKey($"{_items[0]}/{key}", [(byte)step.Fingerprint]) : null,
        };
        var asked = Interlocked.Increment(ref _clock);
        var outcome = await processes[step.Process].AppendAsync(change);
        var answered = Interlocked.Increment(ref _clock);
        if (outcome.Item is { } item)
        {
            _seen.GetOrAdd(id, _ => []).Add(outcome.Position with { Seq = item.Seq });
        }

        return new Call(writer, step, change, outcome, asked, answered);
    }

    private string? Resolve(Tag tag, Guid id)
    {
        var seen = _seen.GetValueOrDefault(id)?.ToArray() is { Length: > 0 } known ? known : [new Cursor("00000000", 1)];
        return tag switch
        {
            Tag.None => null,
            Tag.Any => "*",
            Tag.Newest => seen.MaxBy(cursor => cursor.Seq).ToString(),
            Tag.Oldest => seen.MinBy(cursor => cursor.Seq).ToString(),
            Tag.Either => $"{seen.MinBy(cursor => cursor.Seq)},{seen.MaxBy(cursor => cursor.Seq)}",
            Tag.Foreign => (seen[0] with { Epoch = "ffffffff" }).ToString(),
            _ => "",
        };
    }
}
