using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Items.Testing;
using Items.Testing.Processes;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Hostile;

public sealed class HostileClientTests
{
    private const int Requests = 9_000;
    private const int Seed = 14;

    [Fact]
    public async Task Nine_thousand_malformed_requests_get_no_5xx_and_leave_every_host_healthy()
    {
        await using var system = await ItemsSystem.StartAsync(new() { Webs = 1 });
        HostProcess[] hosts = [system.Api, system.Gateway, system.Api, system.Web];
        var statuses = new ConcurrentDictionary<int, int>();
        var generator = new MalformedRequests(Seed);
        var requests = Enumerable.Range(0, Requests).Select(i => (Number: i, Host: hosts[i % hosts.Length], Bytes: generator.Next()));
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (request, _) =>
        {
            var status = await SendAsync(request.Host.Port, request.Bytes);
            // 505 is what RFC 9110 has for another version of HTTP in the request line.
            (status is < 500 or 505).ShouldBeTrue(
                $"{status} for request {request.Number} to {request.Host.Address} (seed {Seed}):\n{Encoding.Latin1.GetString(request.Bytes)}\n{request.Host.Output}");
            statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
        });

        statuses.GetValueOrDefault(0).ShouldBeLessThan(Requests / 3, "most get an answer");
        TestContext.Current.SendDiagnosticMessage("{0} requests: {1}", Requests, string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}")));
        foreach (var host in hosts)
        {
            await Eventually.Async(async () => (await host.Client.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode == HttpStatusCode.OK);
            host.IsRunning.ShouldBeTrue();
        }

        (await system.Api.Client.CreateAsync("still here")).Text.ShouldBe("still here");
    }

    /// <summary>The status, or 0 when the host ends the connection or still waits for bytes that never come.</summary>
    private static async Task<int> SendAsync(int port, byte[] request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var stream = socket.GetStream();
        try
        {
            await stream.WriteAsync(request);
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            var answer = new byte[12];
            await stream.ReadExactlyAsync(answer, patience.Token);
            return int.Parse(Encoding.ASCII.GetString(answer, 9, 3), CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or FormatException)
        {
            return 0;
        }
    }
}
