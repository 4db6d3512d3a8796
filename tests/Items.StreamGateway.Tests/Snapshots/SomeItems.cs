using Items.Contracts;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Snapshots;

/// <summary>A log of many items, and changes of them.</summary>
internal static class SomeItems
{
    public static Guid Id(int item) => Guid.Parse($"019a0000-0000-7000-8000-{item:x12}");

    /// <summary>Creates items 1 to <paramref name="count"/>.</summary>
    public static void Create(FakeHistory history, int count, int textLength = 8)
    {
        for (var i = 1; i <= count; i++)
        {
            Change(history, i, EventTypes.Created, textLength);
        }
    }

    public static long Change(FakeHistory history, int item, string type, int textLength = 8, string attributes = "{}") => history.Append(
        1, seq => Event.Create(history.Epoch, seq, type, Id(item), attributes, $"{seq} {new string('x', textLength)}"));

    /// <summary>One of the changes that an item in that state can have, chosen by the number.</summary>
    public static long ChangeSome(FakeHistory history, Random random, HashSet<int> present, int items)
    {
        var item = random.Next(items) + 1;
        if (present.Add(item))
        {
            return Change(history, item, EventTypes.Created);
        }

        if (random.Next(3) == 0)
        {
            present.Remove(item);
            return Change(history, item, EventTypes.Deleted);
        }

        return Change(history, item, EventTypes.Updated);
    }
}
