using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Items.Contracts.Webhooks;
using Items.Testing;
using Items.Worker.Requests;
using Items.Worker.Tests.World;

namespace Items.Worker.Tests.Requests;

/// <summary>Look-ups that block, which they do for as long as no name server answers.</summary>
public sealed class ResolverTests : IDisposable
{
    private static readonly IPAddress[] Addresses = [IPAddress.Loopback];

    private readonly ManualResetEventSlim _open = new();
    private readonly ConcurrentQueue<(string Host, bool IsPooled)> _begun = new();
    private readonly SystemResolver _resolver;

    public ResolverTests() => _resolver = new SystemResolver(LookUp);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_that_block_take_a_few_threads_and_none_of_the_pool()
    {
        var all = Enumerable.Range(0, 100).Select(index => _resolver.ResolveAsync($"dead{index}.test", Stop)).ToArray();
        await Eventually.Async(() => _begun.Count >= SystemResolver.MostTogether);

        await Task.Run(() => { }, Stop).WaitAsync(Eventually.Patience, Stop);

        _begun.Count.ShouldBe(SystemResolver.MostTogether);
        _begun.ShouldAllBe(lookUp => !lookUp.IsPooled);
        _open.Set();
        (await Task.WhenAll(all).WaitAsync(Eventually.Patience, Stop)).ShouldAllBe(addresses => addresses == Addresses);
        _begun.Select(lookUp => lookUp.Host).ShouldBe(Enumerable.Range(0, 100).Select(index => $"dead{index}.test"), ignoreOrder: true);
    }

    [Fact]
    public async Task Others_get_through_while_a_thread_is_free()
    {
        var blocked = Enumerable.Range(1, SystemResolver.MostTogether - 1).Select(index => _resolver.ResolveAsync($"dead{index}.test", Stop)).ToArray();
        await Eventually.Async(() => _begun.Count == blocked.Length);

        for (var index = 0; index < 5; index++)
        {
            (await _resolver.ResolveAsync($"alive{index}.test", Stop).WaitAsync(Eventually.Patience, Stop)).ShouldBe(Addresses);
        }

        blocked.ShouldAllBe(lookUp => !lookUp.IsCompleted);
    }

    [Fact]
    public async Task A_name_that_is_being_looked_up_is_shared_whoever_gives_up()
    {
        using var impatient = new CancellationTokenSource();
        var first = _resolver.ResolveAsync("dead.test", impatient.Token);
        var others = Enumerable.Range(0, 50).Select(_ => _resolver.ResolveAsync("DEAD.test", Stop)).ToArray();
        await impatient.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(first)).CancellationToken.ShouldBe(impatient.Token);

        _open.Set();

        (await Task.WhenAll(others).WaitAsync(Eventually.Patience, Stop)).ShouldAllBe(addresses => addresses == Addresses);
        _begun.Count.ShouldBe(1);
        await _resolver.ResolveAsync("dead.test", Stop).WaitAsync(Eventually.Patience, Stop);
        _begun.Count.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_nobody_waits_for_any_more_is_not_begun()
    {
        var blocked = Enumerable.Range(0, SystemResolver.MostTogether).Select(index => _resolver.ResolveAsync($"dead{index}.test", Stop)).ToArray();
        using var impatient = new CancellationTokenSource();
        var left = _resolver.ResolveAsync("left.test", impatient.Token);
        var asked = _resolver.ResolveAsync("asked.test", impatient.Token);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(left);
        await Should.ThrowAsync<OperationCanceledException>(asked);
        var again = _resolver.ResolveAsync("asked.test", Stop);

        _open.Set();

        await Task.WhenAll([.. blocked, again]).WaitAsync(Eventually.Patience, Stop);
        _begun.Count(lookUp => lookUp.Host == "asked.test").ShouldBe(1);
        _begun.ShouldNotContain(lookUp => lookUp.Host == "left.test");
    }

    [Fact]
    public async Task A_name_that_is_not_there_is_told_to_all_and_asked_for_again()
    {
        for (var turn = 1; turn <= 2; turn++)
        {
            var both = new[] { _resolver.ResolveAsync("nowhere.test", Stop), _resolver.ResolveAsync("nowhere.test", Stop) };
            foreach (var lookUp in both)
            {
                (await Should.ThrowAsync<SocketException>(lookUp.WaitAsync(Eventually.Patience, Stop))).SocketErrorCode.ShouldBe(SocketError.HostNotFound);
            }

            _begun.Count.ShouldBeGreaterThanOrEqualTo(turn);
        }
    }

    [Fact]
    public async Task A_name_that_takes_too_long_is_a_timeout_and_others_get_theirs()
    {
        await using var world = await WorkerWorld.StartAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["WebhookRequests:ConnectTimeout"] = "00:00:00.500" }, _resolver);
        var (dead, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook", "dead.test"));
        await world.Rows.CreateAsync(world.Receiver.Url("hook", "alive.test"));
        await world.Rows.AppendAsync(1);

        await Eventually.Async(async () => (await world.Rows.AttemptsAsync(dead)).Count > 0);
        await world.UntilTakenAsync("hook", 1);

        var attempt = (await world.Rows.AttemptsAsync(dead))[0];
        (attempt.Outcome, attempt.Error).ShouldBe((WebhookOutcomes.Timeout, "The name dead.test could not be resolved in time."));
        _begun.Count(lookUp => lookUp.Host == "dead.test").ShouldBe(1);
    }

    /// <summary>The threads end by themselves.</summary>
    public void Dispose() => _open.Set();

    private IPAddress[] LookUp(string host)
    {
        _begun.Enqueue((host, Thread.CurrentThread.IsThreadPoolThread));
        if (host.StartsWith("nowhere", StringComparison.Ordinal))
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (!host.StartsWith("alive", StringComparison.Ordinal))
        {
            _open.Wait(Eventually.Patience);
        }

        return Addresses;
    }
}
