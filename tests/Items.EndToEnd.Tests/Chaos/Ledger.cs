using System.Collections.Concurrent;
using System.Text.Json;
using Items.Contracts;
using Items.Verifier;

namespace Items.EndToEnd.Tests.Chaos;

/// <summary>
/// What all writers attempted and were told, held against the log: every acknowledged change is the event it was acknowledged as, every event is a change that somebody asked
/// for, once, and what was refused is no event.
/// </summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, Attempt> _attempts = new(StringComparer.Ordinal);
    private Dictionary<long, Attempt>? _deletesBySeq;
    private ILookup<Guid, Attempt>? _openDeletes;

    public Attempt Begin(string marker, Guid? item, bool isDelete)
    {
        var attempt = new Attempt(marker, item, isDelete);
        return _attempts.TryAdd(marker, attempt) ? attempt : throw new InvalidOperationException($"{marker} is there twice");
    }

    /// <summary>Takes the next event of the log, from the first on, when all writers have ended.</summary>
    /// <exception cref="LogFaultException">Nobody asked for it, or not for this, or was told otherwise.</exception>
    public void Claim(ItemEvent change)
    {
        var seq = change.Data!.Seq;
        var attempt = change.Type == EventTypes.Deleted ? FindDelete(change.Data.Id, seq) : FindMarked(change.Data, seq);
        var isAsTold = attempt.Fate == Fate.Unknown || (attempt.Fate == Fate.Made && attempt.Seq == seq);
        if (!isAsTold || attempt.Found != 0 || (attempt.Item is { } item && item != change.Data.Id))
        {
            throw new LogFaultException(seq, $"is {change.Type} of {change.Data.Id} by {attempt}");
        }

        attempt.Found = seq;
    }

    /// <summary>After the last event.</summary>
    /// <exception cref="LogFaultException">An acknowledged change is not in the log.</exception>
    public void RequireNothingMissing()
    {
        if (_attempts.Values.Where(attempt => attempt.Fate == Fate.Made && attempt.Found == 0).MinBy(attempt => attempt.Seq) is { } missing)
        {
            throw new LogFaultException(missing.Seq, $"was acknowledged and is not in the log: {missing}");
        }
    }

    /// <summary>Counts for the report.</summary>
    public override string ToString()
    {
        var all = _attempts.Values;
        return $"{all.Count} changes attempted: {all.Count(a => a.Fate == Fate.Made)} acknowledged, {all.Count(a => a.Fate == Fate.Refused)} refused, "
            + $"{all.Count(a => a.Fate == Fate.Unknown && a.Found != 0)} made without an answer, {all.Count(a => a.Fate == Fate.Unknown && a.Found == 0)} not made without an answer, "
            + $"{all.Count(a => a.Sent > 1)} repeated with their key ({all.Where(a => a.Sent > 1).Sum(a => a.Sent - 1)} times)";
    }

    private Attempt FindMarked(ItemResource item, long seq)
    {
        using var attributes = JsonDocument.Parse(item.Attributes.Text);
        return attributes.RootElement.TryGetProperty(ChaosWriter.MarkerName, out var marker) && _attempts.TryGetValue(marker.GetString()!, out var attempt)
            ? attempt
            : throw new LogFaultException(seq, $"was written by nobody: {item}");
    }

    /// <summary>The delete that was acknowledged with this number, or else one of this item whose fate nobody was told.</summary>
    private Attempt FindDelete(Guid item, long seq)
    {
        _deletesBySeq ??= _attempts.Values.Where(a => a is { IsDelete: true, Fate: Fate.Made }).ToDictionary(a => a.Seq);
        _openDeletes ??= _attempts.Values.Where(a => a is { IsDelete: true, Fate: Fate.Unknown }).ToLookup(a => a.Item!.Value);
        return _deletesBySeq.GetValueOrDefault(seq)
            ?? _openDeletes[item].FirstOrDefault(attempt => attempt.Found == 0)
            ?? throw new LogFaultException(seq, $"deletes {item}, which nobody asked for");
    }
}
