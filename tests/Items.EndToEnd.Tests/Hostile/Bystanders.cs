using System.Net;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Processes;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Hostile;

/// <summary>
/// Those who must not notice that others are attacking: a writer who goes on, a follower at the gateway and one behind the front door, and the hosts themselves, whose
/// memory and handles are looked at before and afterwards.
/// </summary>
internal sealed class Bystanders : IAsyncDisposable
{
    /// <summary>What a process may keep: heaps do not shrink at once, and pools stay filled.</summary>
    private const long MemoryToSpare = 60_000_000;

    private const int HandlesToSpare = 25;

    private readonly ItemsSystem _system;
    private readonly HostProcess[] _hosts;
    private readonly Follower[] _followers;
    private readonly CancellationTokenSource _enough = new();
    private readonly Task<int> _writing;
    private ProcessUsage[] _before = [];

    private Bystanders(ItemsSystem system, Follower[] followers)
    {
        (_system, _followers) = (system, followers);
        _hosts = [system.Api, system.Gateway, system.Web];
        _writing = WriteAsync();
    }

    public static async Task<Bystanders> WatchAsync(ItemsSystem system) =>
        new(system, [await Follower.StartAsync(system.Gateway.Address), await Follower.StartAsync(system.Web.Address)]);

    /// <summary>From here on nothing may grow: call it when the attack has lasted long enough for pools to be filled.</summary>
    public void Remember() => _before = [.. _hosts.Select(host => host.Usage)];

    /// <summary>Every host is healthy and as large as before; every event has come to the followers, on the connection they had at first.</summary>
    public async Task ConfirmAsync()
    {
        await _enough.CancelAsync();
        var written = await _writing;
        for (var i = 0; i < _hosts.Length; i++)
        {
            await ConfirmAsync(_hosts[i], _before[i]);
        }

        (await _system.Api.Client.CreateAsync("still here")).Text.ShouldBe("still here");
        var head = await HeadAsync();
        foreach (var follower in _followers)
        {
            await follower.HasAsync((int)head);
            follower.Events.Select(change => change.Sequence).ShouldBe(Enumerable.Range(1, (int)head).Select(seq => Cursor.FormatSequence(seq)));
            follower.Connections.ShouldBe(1, "nothing made it reconnect");
        }

        TestContext.Current.SendDiagnosticMessage("meanwhile {0} changes by a writer, of {1} in all, came to every follower", written, head);
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await ((Task)_writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var follower in _followers)
        {
            await follower.DisposeAsync();
        }

        _enough.Dispose();
    }

    private static async Task ConfirmAsync(HostProcess host, ProcessUsage before)
    {
        host.IsRunning.ShouldBeTrue();
        await Eventually.Async(async () => (await host.Client.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode == HttpStatusCode.OK);
        await Eventually.SucceedsAsync(
            () =>
            {
                host.Usage.Handles.ShouldBeLessThan(before.Handles + HandlesToSpare);
                host.Usage.Memory.ShouldBeLessThan((before.Memory * 5 / 4) + MemoryToSpare);
                return Task.CompletedTask;
            },
            TimeSpan.FromSeconds(60));
        TestContext.Current.SendDiagnosticMessage("{0}: {1} before, {2} afterwards", host.Name, before, host.Usage);
    }

    private async Task<int> WriteAsync()
    {
        for (var written = 0; ; written++)
        {
            if (_enough.IsCancellationRequested)
            {
                return written;
            }

            await _system.Api.Client.CreateAsync($"bystander {written}");
            await Task.Delay(20);
        }
    }

    private async Task<long> HeadAsync()
    {
        using var answer = await _system.Api.Client.GetAsync(new Uri("/api/events?limit=0", UriKind.Relative));
        return Cursor.TryParse(answer.Headers.GetValues(StreamNames.CursorHeader).Single(), out var head) ? head.Seq : throw new InvalidOperationException("No position.");
    }
}
