using System.Net.ServerSentEvents;
using Items.Contracts;
using Items.EndToEnd.Tests.Wire;
using Items.Testing;
using Items.Testing.Processes;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Endurance;

/// <summary>Followers of every kind: at the gateway and behind the front door, over both transports, filtered, as open pages, and such that come back again and again.</summary>
internal sealed class Audience : IDisposable
{
    private readonly CancellationTokenSource _enough = new();
    private readonly List<LeanReader> _readers = [];
    private readonly List<Task> _others = [];

    /// <summary>How far the two that follow by SSE are, and the two that come back.</summary>
    private readonly long[] _positions = new long[4];

    /// <summary>How often one has come back.</summary>
    public int Returns { get; private set; }

    public int Count => _readers.Count + _others.Count;

    public static async Task<Audience> GatherAsync(ItemsSystem system)
    {
        var audience = new Audience();
        foreach (var host in new[] { system.Gateway, system.Gateway, system.Web })
        {
            audience._readers.Add(await LeanReader.OpenAsync(host, 0));
            foreach (var filter in new[] { "types=item.deleted", "attributes={%22by%22:%22put%22}", $"subject={Guid.CreateVersion7()}" })
            {
                audience._readers.Add(await LeanReader.OpenAsync(host, 0, filter: filter));
            }
        }

        audience._readers.ForEach(reader => reader.Start());

        audience._others.AddRange(
        [
            audience.FollowBySseAsync(system.Gateway, 0), audience.FollowBySseAsync(system.Web, 1),
            audience.ComeBackAsync(system.Gateway, 2), audience.ComeBackAsync(system.Web, 3),
            audience.ViewAsync(system.Web), audience.ViewAsync(system.Web),
        ]);
        return audience;
    }

    /// <summary>Waits until everybody has everything up to the end; those with a filter have been told a position not far from it.</summary>
    public async Task HasAllAsync(long end)
    {
        await Eventually.Async(
            () =>
            {
                var failed = _readers.Select(reader => reader.Reading).Concat(_others).FirstOrDefault(task => task.IsFaulted);
                return failed is not null ? throw failed.Exception! : _readers.TrueForAll(reader => reader.Position == end) && Array.TrueForAll(_positions, position => position == end);
            },
            TimeSpan.FromSeconds(60),
            $"everybody has everything up to {end}");
    }

    public void Dispose()
    {
        _enough.Cancel();
        _readers.ForEach(reader => reader.Dispose());
        _enough.Dispose();
    }

    private async Task FollowBySseAsync(HostProcess host, int number)
    {
        await using var stream = await host.Client.GetStreamAsync(new Uri("/sse?after=0", UriKind.Relative), _enough.Token);
        await foreach (var block in SseParser.Create(stream, (_, _) => 0).EnumerateAsync(_enough.Token))
        {
            block.EventId.ShouldNotBeNull().ShouldEndWith(Cursor.FormatSequence(_positions[number] + 1));
            Volatile.Write(ref _positions[number], _positions[number] + 1);
        }
    }

    /// <summary>As an open page does it: it reads, and needs nothing in particular.</summary>
    private async Task ViewAsync(HostProcess web)
    {
        await using var stream = await web.Client.GetStreamAsync(new Uri("/live", UriKind.Relative), _enough.Token);
        var buffer = new byte[64 * 1024];
        while (!_enough.IsCancellationRequested)
        {
            (await stream.ReadAsync(buffer, _enough.Token)).ShouldBeGreaterThan(0);
        }
    }

    /// <summary>Goes without a word after a moment, and resumes where it was.</summary>
    private async Task ComeBackAsync(HostProcess host, int number)
    {
        for (; !_enough.IsCancellationRequested; Returns++)
        {
            using var reader = await LeanReader.OpenAsync(host, _positions[number]);
            reader.Start();
            await Task.WhenAny(reader.Reading, Task.Delay(500, _enough.Token));
            reader.Dispose();
            await reader.Reading;
            Volatile.Write(ref _positions[number], reader.Position);
        }
    }
}
