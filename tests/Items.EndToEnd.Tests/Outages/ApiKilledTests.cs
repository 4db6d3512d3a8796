using System.Net;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Outages;

public sealed class ApiKilledTests
{
    private const int Known = 64;
    private const int Changes = 400;

    [Fact]
    public async Task Without_an_Api_the_gateway_serves_what_it_remembers_and_with_one_those_further_back_go_on()
    {
        await using var system = await ItemsSystem.StartAsync(new()
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Ring__Capacity"] = $"{Known}", ["Tail__MaxRetryDelay"] = "00:00:00.5" },
        });
        await using var open = await Follower.StartAsync(system.Gateway.Address);
        await Task.WhenAll(Enumerable.Range(1, Changes).Select(i => system.Api.Client.CreateAsync($"{i}")));
        await open.HasAsync(Changes);
        var epoch = open.Events.First().Source[Cursor.SourcePrefix.Length..];

        await system.Api.KillAsync();
        await using var remembered = await Follower.StartAsync(system.Gateway.Address, $"{new Cursor(epoch, Changes - Known + 1)}");
        await remembered.HasAsync(Known - 1);
        using (var refused = await system.Gateway.Client.GetAsync(new Uri("/sse?after=1", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        var reconnecting = Follower.StartAsync(system.Gateway.Address, $"{new Cursor(epoch, 0)}");
        await Eventually.Async(async () => (await system.Gateway.Client.GetStringAsync(new Uri("/health", UriKind.Relative))).Contains("the Api is not reachable", StringComparison.Ordinal));
        await system.Api.StartAsync();
        await using var late = await reconnecting;
        await system.Api.Client.CreateAsync("after the restart");
        foreach (var (follower, first) in new[] { (open, 1), (remembered, Changes - Known + 2), (late, 1) })
        {
            await follower.HasAsync(Changes + 2 - first, TimeSpan.FromSeconds(60));
            follower.Events.Select(change => change.Sequence).ShouldBe(Enumerable.Range(first, Changes + 2 - first).Select(seq => Cursor.FormatSequence(seq)));
        }

        open.Connections.ShouldBe(1, "an open stream does not notice");
    }
}
