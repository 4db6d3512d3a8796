using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Subscribers;

/// <summary>What came of asking for a place.</summary>
internal enum PlaceOutcome
{
    /// <summary>It is the caller's to give back.</summary>
    Taken,

    /// <summary>The process has as many streams as it takes.</summary>
    AllTaken,

    /// <summary>The client's network has as many streams as one may have.</summary>
    NetworkFull,
}

/// <summary>
/// The places for streams, of the process and of each client's network in it. Both counts change under one lock, so that they agree; a network is known
/// only while it has a stream, so that changing addresses leave nothing behind.
/// </summary>
internal sealed class SubscriberPlaces(IOptions<SubscriberOptions> options)
{
    private readonly SubscriberOptions _options = options.Value;
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientNetwork, int> _networks = [];
    private int _taken;

    /// <summary>Places taken.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Networks that have a stream.</summary>
    public int Networks
    {
        get
        {
            lock (_lock)
            {
                return _networks.Count;
            }
        }
    }

    /// <summary>Takes a place; disposing it gives it back, once however often it is disposed.</summary>
    public PlaceOutcome TryTake(ClientNetwork network, out SubscriberPlace? place)
    {
        place = null;
        lock (_lock)
        {
            if (_taken >= _options.MaxSubscribers)
            {
                return PlaceOutcome.AllTaken;
            }

            ref var ofNetwork = ref CollectionsMarshal.GetValueRefOrAddDefault(_networks, network, out _);
            // A network that is refused has streams: the entry was there before.
            if (ofNetwork >= _options.MaxPerAddress)
            {
                return PlaceOutcome.NetworkFull;
            }

            ofNetwork++;
            _taken++;
        }

        place = new SubscriberPlace(this, network);
        return PlaceOutcome.Taken;
    }

    internal void GiveBack(ClientNetwork network)
    {
        lock (_lock)
        {
            _taken--;
            if (--CollectionsMarshal.GetValueRefOrNullRef(_networks, network) == 0)
            {
                _networks.Remove(network);
            }
        }
    }
}

/// <summary>One place among the open streams.</summary>
internal sealed class SubscriberPlace(SubscriberPlaces places, ClientNetwork network) : IDisposable
{
    private int _isGivenBack;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isGivenBack, 1) == 0)
        {
            places.GiveBack(network);
        }
    }
}
