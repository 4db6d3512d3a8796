using System.Diagnostics;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests;

public sealed class LatencyTests
{
    [Fact]
    public async Task A_change_on_an_idle_system_is_on_the_WebSocket_when_the_writer_could_hardly_have_looked()
    {
        await using var system = await ItemsSystem.StartAsync();
        await using var follower = await Follower.StartAsync(system.Gateway.Address);
        var times = new List<double>();
        for (var i = 1; i <= 60; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await system.Api.Client.CreateAsync($"{i}");
            while (follower.Events.Count < i)
            {
                await Task.Yield();
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var sorted = times.Skip(10).Order().ToList();
        TestContext.Current.SendDiagnosticMessage("POST to frame: median {0:0.0} ms, p90 {1:0.0} ms", sorted[sorted.Count / 2], sorted[sorted.Count * 9 / 10]);
        // The machine may be busy with other things; that it takes no polling interval is what this asserts.
        sorted[sorted.Count / 2].ShouldBeLessThan(500);
    }
}
