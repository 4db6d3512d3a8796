using Items.Contracts;
using Items.Data.Log;

namespace Items.Data.Tests.Log.Model;

/// <summary>
/// Holds what the writers were told against the model: there must be one order of all changes, that of their positions, in which every outcome is what the model says at that point, and
/// which nobody could have seen otherwise.
/// </summary>
internal sealed class History(Cursor start, IReadOnlyList<Call> calls, IReadOnlyList<ItemEvent> events)
{
    private readonly ItemModel _model = new(start.Epoch!);

    /// <summary>The model's items after all of it.</summary>
    public IReadOnlyDictionary<Guid, ModelItem> Items => _model.Items;

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public string? FindFault() => FindHole() ?? FindOutOfOrder() ?? FindWrongOutcome() ?? FindRefused();

    private string? FindHole()
    {
        var positions = calls.Where(call => call.HasTakenEffect).Select(call => call.Outcome.Position.Seq).Order().ToArray();
        var numbers = Enumerable.Range(1, positions.Length).Select(i => start.Seq + i).ToArray();
        return !positions.SequenceEqual(numbers) ? $"acknowledged {string.Join(",", positions)} after {start.Seq}"
            : !events.Select(e => long.Parse(e.Sequence)).SequenceEqual(numbers) ? $"the log has {string.Join(",", events.Select(e => e.Sequence))} after {start.Seq}"
            : null;
    }

    /// <summary>Whoever had an answer before somebody else asked came before him; and a process keeps the order in which one writer hands in changes of one item.</summary>
    private string? FindOutOfOrder() => (
        from earlier in calls
        where earlier.IsJudged
        from later in calls
        where later.IsJudged && (earlier.Answered < later.Asked || IsHandedInBefore(earlier, later))
        where earlier.Outcome.Position.Seq > later.Outcome.Position.Seq - (later.HasTakenEffect ? 1 : 0)
        select $"not in the order of time:\n{earlier}\n{later}").FirstOrDefault();

    private static bool IsHandedInBefore(Call earlier, Call later) =>
        earlier.Writer == later.Writer && earlier.Asked < later.Asked && (earlier.Step.Process, earlier.Step.Item) == (later.Step.Process, later.Step.Item);

    private string? FindWrongOutcome()
    {
        var byPosition = calls.Where(call => call.IsJudged).ToLookup(call => (call.Outcome.Position.Seq, call.HasTakenEffect));
        for (var position = start.Seq; position <= start.Seq + events.Count; position++)
        {
            var fault = byPosition[(position, true)].Select(Apply).Concat(byPosition[(position, false)].Select(Verdict)).FirstOrDefault(found => found is not null);
            if (fault is not null)
            {
                return fault;
            }
        }

        return calls.FirstOrDefault(call => call.IsJudged && call.Outcome.Position.Seq > start.Seq + events.Count) is { } ahead ? $"ahead of the log: {ahead}" : null;
    }

    private string? Apply(Call call)
    {
        var change = events[(int)(call.Outcome.Position.Seq - start.Seq - 1)];
        var type = call.Change.Kind == ChangeKind.Delete ? EventTypes.Deleted : call.Outcome.Result == ChangeResult.Created ? EventTypes.Created : EventTypes.Updated;
        var verdict = _model.Judge(call.Change);
        var item = verdict == call.Outcome.Result ? _model.Apply(call.Change, call.Outcome.Position.Seq, change.Time) : null;
        return item is null ? $"the model says {verdict}: {call}"
            : !item.IsSameAs(call.Outcome.Item) ? $"the model has {item}: {call}"
            : change.Type != type || change.Subject != call.Change.Id.ToString() || !item.IsSameAs(change.Data) ? $"the event is {change}: {call}"
            : null;
    }

    private string? Verdict(Call call)
    {
        var verdict = _model.Judge(call.Change);
        return verdict != call.Outcome.Result ? $"the model says {verdict}: {call}"
            : verdict == ChangeResult.Unchanged && !_model.Items[call.Change.Id].IsSameAs(call.Outcome.Item) ? $"the model has {_model.Items[call.Change.Id]}: {call}"
            : verdict != ChangeResult.Unchanged && call.Outcome.Item is not null ? $"a refusal with an item: {call}"
            : null;
    }

    /// <summary>Postgres refuses the poison and nothing else; a change that waits for its turn may not get to it.</summary>
    private string? FindRefused() => calls
        .Where(call => (call.Outcome.Result == ChangeResult.Rejected) != (call.Change.Text == Step.Poison) && call.Outcome.Result != ChangeResult.KeyInUse)
        .Select(call => $"refused or not refused by Postgres: {call}").FirstOrDefault();
}
