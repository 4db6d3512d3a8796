using Items.Contracts;

namespace Items.Verifier;

/// <summary>What one event may say of an item, given the item's state before it (docs/events.md).</summary>
internal static class EventRules
{
    /// <param name="change">The event.</param>
    /// <param name="seq">Its sequence number.</param>
    /// <param name="before">The item before it; null when there was none.</param>
    /// <exception cref="LogFaultException">It says something else.</exception>
    public static void Check(ItemEvent change, long seq, ItemResource? before)
    {
        if (change.Data is not { } data)
        {
            throw new LogFaultException(seq, "has no data");
        }

        Require(change.Id == change.Sequence, $"has the id {change.Id}");
        Require(data.Seq == seq, $"carries the sequence number {data.Seq} in its data");
        Require(change.Subject == data.Id.ToString(), $"has the subject {change.Subject} and the item {data.Id}");
        Require(change.Time == data.UpdatedAt, $"has the time {change.Time:O}, its item was updated at {data.UpdatedAt:O}");
        switch (change.Type)
        {
            case EventTypes.Created:
                Require(before is null, $"creates {data.Id}, which {before?.Seq} left behind");
                Require(data.Version == 1 && data.CreatedAt == data.UpdatedAt, $"creates version {data.Version}");
                break;
            case EventTypes.Updated:
                Require(before is not null, $"updates {data.Id}, which does not exist");
                Require(data.Version == before!.Version + 1, $"makes version {data.Version} of {data.Id} from version {before.Version}");
                Require(data.CreatedAt == before.CreatedAt, $"changes when {data.Id} was created");
                Require(data.Text != before.Text || data.Attributes != before.Attributes, $"changes nothing of {data.Id}");
                break;
            case EventTypes.Deleted:
                Require(before is not null, $"deletes {data.Id}, which does not exist");
                Require(data == before! with { Seq = data.Seq, UpdatedAt = data.UpdatedAt }, $"deletes {data.Id} in another state than its last");
                break;
            default:
                throw new LogFaultException(seq, $"is of the unknown type {change.Type}");
        }

        void Require(bool condition, string otherwise)
        {
            if (!condition)
            {
                throw new LogFaultException(seq, otherwise);
            }
        }
    }
}
