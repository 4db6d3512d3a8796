using System.Collections.Concurrent;
using System.Text;
using Items.EndToEnd.Tests.Wire;
using Items.Testing.Processes;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Hostile;

public sealed class HostileClientTests
{
    private const int Requests = 10_000;
    private const int Seed = 14;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Ten_thousand_malformed_requests_get_no_5xx_leave_nothing_behind_and_disturb_nobody()
    {
        await using var system = await ItemsSystem.StartAsync(new() { Webs = 1 });
        await using var bystanders = await Bystanders.WatchAsync(system);
        HostProcess[] hosts = [system.Api, system.Gateway, system.Api, system.Web];
        var statuses = new ConcurrentDictionary<int, int>();
        var generator = new MalformedRequests(Seed);
        var requests = Enumerable.Range(0, Requests).Select(i => (Number: i, Host: hosts[i % hosts.Length], Bytes: generator.Next())).ToList();
        async Task SendAllAsync(Range range) => await Parallel.ForEachAsync(requests[range], new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (request, _) =>
        {
            var status = await SendAsync(request.Host, request.Bytes);
            // 505 is what RFC 9110 has for another version of HTTP in the request line.
            (status is < 500 or 505).ShouldBeTrue(
                $"{status} for request {request.Number} to {request.Host.Address} (seed {Seed}):\n{Encoding.Latin1.GetString(request.Bytes)}\n{request.Host.Output}");
            statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
        });

        await SendAllAsync(..(Requests / 5));
        bystanders.Remember();
        await SendAllAsync((Requests / 5)..);

        statuses.GetValueOrDefault(0).ShouldBeLessThan(Requests / 3, "most get an answer");
        TestContext.Current.SendDiagnosticMessage("{0} requests: {1}", Requests, string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}")));
        await bystanders.ConfirmAsync();
    }

    /// <summary>The status, or 0 when the host ends the connection or still waits for bytes that never come.</summary>
    private static async Task<int> SendAsync(HostProcess host, byte[] request)
    {
        using var connection = await RawConnection.OpenAsync(host);
        return await connection.RequestAsync(Encoding.Latin1.GetString(request), Patience);
    }
}
