using System.Runtime.InteropServices;

namespace Items.Data.Log;

/// <summary>Deals the changes of one commit into rounds: within a round no item occurs twice, and an item's changes keep their order from round to round.</summary>
internal static class AppendRounds
{
    public static List<List<PendingChange>> Deal(IReadOnlyList<PendingChange> changes)
    {
        var rounds = new List<List<PendingChange>>(capacity: 1);
        var turns = new Dictionary<Guid, int>(changes.Count);
        foreach (var pending in changes)
        {
            ref var turn = ref CollectionsMarshal.GetValueRefOrAddDefault(turns, pending.Change.Id, out _);
            if (turn == rounds.Count)
            {
                rounds.Add([]);
            }

            rounds[turn++].Add(pending);
        }

        return rounds;
    }
}
