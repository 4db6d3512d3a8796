using System.Text;
using System.Text.Json;
using Items.Contracts;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Snapshots;

/// <summary>What a client of <c>snapshot=true</c> holds that does what docs/streams.md says, and nothing else.</summary>
internal sealed class Copy
{
    private readonly Dictionary<string, string> _items = new(StringComparer.Ordinal);
    private string? _epoch;

    /// <summary>Where it would resume: nowhere until a snapshot has ended.</summary>
    public Cursor? Position { get; private set; }

    public int Begins { get; private set; }

    public int Ends { get; private set; }

    /// <summary>Events of type <c>item.snapshot</c>.</summary>
    public int Items { get; private set; }

    public static Copy Of(FakeHistory history)
    {
        var copy = new Copy();
        foreach (var change in history.ReadLog().Events)
        {
            copy.Apply(change);
        }

        return copy;
    }

    /// <summary>The table: each item's data by its id.</summary>
    public IEnumerable<KeyValuePair<string, string>> Table => _items.OrderBy(item => item.Key, StringComparer.Ordinal);

    public void Apply(byte[] message)
    {
        var change = JsonElement.Parse(message);
        var type = change.GetProperty("type").GetString();
        var sequence = change.TryGetProperty("sequence", out var number) ? long.Parse(number.GetString()!) : (long?)null;
        var data = change.TryGetProperty("data", out var value) && value.ValueKind == JsonValueKind.Object ? value.GetRawText() : null;
        var epoch = change.GetProperty("source").GetString()![Cursor.SourcePrefix.Length..];
        (_epoch ??= epoch).ShouldBe(epoch);
        if (type == EventTypes.SnapshotBegin)
        {
            (sequence, data).ShouldBe((null, null));
            (Begins, Position) = (Begins + 1, null);
            _items.Clear();
            return;
        }

        if (type == EventTypes.Snapshot)
        {
            (Begins, sequence, Position).ShouldBe((Begins, null, null), Encoding.UTF8.GetString(message));
            Items++;
        }
        else
        {
            if (Position is { } position && type != EventTypes.Checkpoint)
            {
                sequence.ShouldBe(position.Seq + 1);
            }

            Position = new Cursor(epoch, sequence!.Value);
        }

        if (type is EventTypes.SnapshotEnd or EventTypes.Checkpoint)
        {
            Ends += type == EventTypes.SnapshotEnd ? 1 : 0;
        }
        else if (type is EventTypes.Deleted || data is null)
        {
            _items.Remove(change.GetProperty("subject").GetString()!);
        }
        else
        {
            _items[change.GetProperty("subject").GetString()!] = data;
        }
    }

    /// <summary>Receives until the snapshot has ended and this position is reached.</summary>
    public async Task ReceiveAsync(WebSocketFollower follower, long to)
    {
        while (Position is not { } position || position.Seq < to)
        {
            Apply((await follower.ReceiveAsync()).ShouldNotBeNull($"closed: {follower.Socket.CloseStatus} {follower.Socket.CloseStatusDescription}"));
        }
    }
}
