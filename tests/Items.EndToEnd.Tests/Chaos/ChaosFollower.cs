using System.Globalization;
using Items.Contracts;
using Items.Testing.Processes;
using Items.Verifier;
using Items.Verifier.Streams;

namespace Items.EndToEnd.Tests.Chaos;

/// <summary>
/// A client that follows from the first event, or from a snapshot, on a transport and through whichever address works. Without a filter it folds what comes, which finds a hole,
/// a repetition or a reordering at once; with one it keeps the numbers, which are compared with the log in the end.
/// </summary>
internal sealed class ChaosFollower(string name, IEventSource source, ChaosFilter filter, bool startsWithSnapshot, IReadOnlyList<HostProcess> hosts, Random random)
{
    private readonly EventStream _stream = new(
        source, () => hosts[random.Next(hosts.Count)].Address, startsWithSnapshot ? filter.ToQuery(null) with { Snapshot = true } : filter.ToQuery("0"));

    private readonly List<long> _received = [];
    private int _claimed;
    private long _start;
    private long _position;

    /// <summary>The table, as the events tell it; null with a filter.</summary>
    public LogFold? Fold { get; } = filter.IsOpen ? new() : null;

    public int Received => _received.Count;

    public int Connections => _stream.Connections;

    /// <summary>How far it is.</summary>
    public long Position => Volatile.Read(ref _position);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{name}, {filter}");

    /// <summary>Follows until told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in _stream.FollowAsync(cancellationToken))
            {
                Take(change);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end.
        }
    }

    /// <summary>The log's next event: this follower must have got it next, or not at all.</summary>
    public void Claim(ItemEvent change)
    {
        var seq = change.Data!.Seq;
        if (seq > _start && filter.Matches(change))
        {
            var got = _claimed < _received.Count ? _received[_claimed] : 0;
            _claimed++;
            if (got != seq)
            {
                throw new LogFaultException(seq, $"did not come to {this}, which got {got} as its event number {_claimed}");
            }
        }
    }

    /// <summary>After the log's last event.</summary>
    public void RequireNothingElse()
    {
        if (_claimed < _received.Count)
        {
            throw new LogFaultException(_received[_claimed], $"came to {this}, and is not in the log for it");
        }
    }

    private void Take(ItemEvent change)
    {
        Fold?.Apply(change);
        if (change.Type is EventTypes.SnapshotBegin or EventTypes.Snapshot)
        {
            return;
        }

        var position = EventPosition.Of(change).Seq;
        if (change.Type == EventTypes.SnapshotEnd)
        {
            _start = position;
        }
        else if (change.Type != EventTypes.Checkpoint)
        {
            if (position <= _position)
            {
                throw new LogFaultException(position, $"came to {this} after {_position}");
            }

            _received.Add(position);
        }

        Volatile.Write(ref _position, Math.Max(_position, position));
    }
}
