using Items.Data.Log;

namespace Items.Data.Tests.Log.Model;

/// <summary>Holds what the writers were told against the rule of the keys: of all changes with one key exactly one was judged, and its outcome is the answer to all that are like it.</summary>
internal sealed class KeyHistory(IReadOnlyList<Call> calls, IReadOnlyDictionary<string, (short Result, long Position)> stored)
{
    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public string? FindFault()
    {
        var keyed = calls.Where(call => call.Change.Key is not null).GroupBy(call => call.Change.Key!.Value, StringComparer.Ordinal).ToList();
        var owned = keyed.Count(group => group.Any(call => call.IsJudged));
        return keyed.Select(group => FindFault(group.Key, [.. group])).FirstOrDefault(fault => fault is not null)
            ?? calls.Where(call => call.Change.Key is null && (call.Outcome.IsReplay || call.Outcome.Result is ChangeResult.KeyInUse or ChangeResult.KeyReused))
                .Select(call => $"without a key: {call}").FirstOrDefault()
            ?? (stored.Count != owned ? $"{stored.Count} keys are stored, {owned} were used" : null);
    }

    private string? FindFault(string key, Call[] group)
    {
        var owners = group.Where(call => call.IsJudged).ToArray();
        if (owners.Length > 1)
        {
            return $"made twice under one key:\n{owners[0]}\n{owners[1]}";
        }

        if (owners is [var owner] && stored.GetValueOrDefault(key) != ((short)owner.Outcome.Result, owner.Outcome.Position.Seq))
        {
            return $"stored is {stored.GetValueOrDefault(key)}: {owner}";
        }

        return group.Where(call => !call.IsJudged && !IsExplained(call, owners.SingleOrDefault(), group)).Select(call => $"not explained by its key: {call}").FirstOrDefault();
    }

    private static bool IsExplained(Call call, Call? owner, Call[] group) => call.Outcome switch
    {
        { Result: ChangeResult.Rejected } => true,
        { Result: ChangeResult.KeyInUse } => group.Any(other => other.Outcome.Result != ChangeResult.KeyInUse
            && other.Step.Process == call.Step.Process && other.Asked < call.Answered && call.Asked < other.Answered),
        _ when owner is null || owner.Asked > call.Answered => false,
        { Result: ChangeResult.KeyReused } => call.Step.Fingerprint != owner.Step.Fingerprint && call.Outcome.Position.Seq >= owner.Outcome.Position.Seq,
        _ => call.Step.Fingerprint == owner.Step.Fingerprint && call.Outcome == owner.Outcome with { IsReplay = true },
    };
}
