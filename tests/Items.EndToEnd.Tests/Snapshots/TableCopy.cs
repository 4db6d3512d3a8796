using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Items.Contracts;

namespace Items.EndToEnd.Tests.Snapshots;

/// <summary>An item's state: the number of its last change, and all that is said about it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct State(long Seq, UInt128 Digest)
{
    public static State Of(JsonElement data) => new(
        data.GetProperty("seq").GetInt64(), BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(data.GetRawText()))));
}

/// <summary>What a client of <c>snapshot=true</c> holds that does what docs/streams.md says, and nothing else; copies of it at some positions, for comparison.</summary>
internal sealed class TableCopy(int saveEvery = int.MaxValue)
{
    private readonly Dictionary<Guid, State> _items = [];

    /// <summary>Where it resumes; null until a snapshot has ended.</summary>
    public string? Position { get; private set; }

    public long Seq { get; private set; }

    public int Begins { get; private set; }

    public int Ends { get; private set; }

    /// <summary>Changes that came after a snapshot, or after resuming.</summary>
    public int Changes { get; private set; }

    public int SnapshotItems { get; private set; }

    public IReadOnlyDictionary<Guid, State> Items => _items;

    /// <summary>What it held at each end of a snapshot, and after so many changes.</summary>
    public List<(long Seq, Dictionary<Guid, State> Items)> Saved { get; } = [];

    /// <summary>Forgets its position, as a client that was started anew.</summary>
    public void Forget() => Position = null;

    public void Apply(ReadOnlyMemory<byte> message)
    {
        using var json = JsonDocument.Parse(message);
        var change = json.RootElement;
        var type = change.GetProperty("type").GetString()!;
        if (change.TryGetProperty("sequence", out var sequence))
        {
            var seq = long.Parse(sequence.GetString()!);
            (type == EventTypes.SnapshotEnd || seq == Seq + 1).ShouldBeTrue($"{type} {seq} came after {Seq}");
            Seq = seq;
            Position = $"{change.GetProperty("source").GetString()![Cursor.SourcePrefix.Length..]}-{sequence.GetString()}";
        }
        else
        {
            Position.ShouldBeNull("a part of a snapshot came after its end");
        }

        Apply(type, change);
        if (type == EventTypes.SnapshotEnd || (Position is not null && Changes % saveEvery == 0))
        {
            Saved.Add((Seq, new(_items)));
        }
    }

    /// <summary>Applies a change to a table; the same for the copy and for the log that it is compared with.</summary>
    public static void Apply(Dictionary<Guid, State> items, string type, JsonElement change)
    {
        var id = change.GetProperty("subject").GetGuid();
        if (type == EventTypes.Deleted || change.GetProperty("data").ValueKind == JsonValueKind.Null)
        {
            items.Remove(id);
        }
        else
        {
            items[id] = State.Of(change.GetProperty("data"));
        }
    }

    private void Apply(string type, JsonElement change)
    {
        switch (type)
        {
            case EventTypes.SnapshotBegin:
                Begins++;
                _items.Clear();
                break;
            case EventTypes.SnapshotEnd:
                Ends++;
                break;
            case EventTypes.Snapshot:
                SnapshotItems++;
                Apply(_items, type, change);
                break;
            default:
                Changes++;
                Apply(_items, type, change);
                break;
        }
    }
}
