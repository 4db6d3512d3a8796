using System.Net;
using System.Text;
using Items.EndToEnd.Tests.Wire;
using Items.Testing;
using Items.Testing.Processes;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Hostile;

/// <summary>What every host takes from a client before any of our code runs.</summary>
public sealed class HttpLimitsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Heads_that_are_too_large_are_refused_by_every_host_with_the_status_that_says_why()
    {
        await using var system = await StartAsync();
        foreach (var host in Hosts(system))
        {
            (await StatusAsync(host, $"GET /alive?x={new string('x', 8_100)} HTTP/1.1\r\nHost: x\r\n\r\n")).ShouldBe(200, "just below the limit");
            (await StatusAsync(host, $"GET /alive?x={new string('x', 8_192)} HTTP/1.1\r\nHost: x\r\n\r\n")).ShouldBe(414);
            (await StatusAsync(host, $"GET /alive HTTP/1.1\r\nHost: x\r\n{Headers(99, 10)}\r\n")).ShouldBe(200, "just below the limit");
            (await StatusAsync(host, $"GET /alive HTTP/1.1\r\nHost: x\r\n{Headers(100, 10)}\r\n")).ShouldBe(431);
            (await StatusAsync(host, $"GET /alive HTTP/1.1\r\nHost: x\r\n{Headers(4, 8_100)}\r\n")).ShouldBe(200, "just below the limit");
            (await StatusAsync(host, $"GET /alive HTTP/1.1\r\nHost: x\r\n{Headers(4, 8_192)}\r\n")).ShouldBe(431);
            (await StatusAsync(host, $"GET /alive HTTP/1.1\r\nHost: x\r\n{Headers(1, 40_000)}\r\n")).ShouldBe(431);
            await IsHealthyAsync(host);
        }
    }

    [Fact]
    public async Task A_head_that_is_drawn_out_costs_its_sender_the_connection_and_nobody_else_anything()
    {
        await using var system = await StartAsync(("Http__HeadersTimeout", "00:00:01"));
        foreach (var host in Hosts(system))
        {
            using var slow = await RawConnection.OpenAsync(host);
            var answer = slow.ReadStatusAsync();
            foreach (var piece in Encoding.ASCII.GetBytes($"GET /alive HTTP/1.1\r\nHost: x\r\nX: {new string('x', 200)}"))
            {
                try
                {
                    await slow.SendAsync(new[] { piece });
                }
                catch (IOException)
                {
                    break;
                }

                (await host.Client.GetAsync(new Uri("/alive", UriKind.Relative), Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
                if (await Task.WhenAny(answer, Task.Delay(100, Stop)) == answer)
                {
                    break;
                }
            }

            // Its whole 244 bytes would have taken 24 seconds.
            (await answer.WaitAsync(TimeSpan.FromSeconds(10), Stop)).ShouldBe(408);
        }
    }

    [Fact]
    public async Task Connections_that_say_nothing_are_closed()
    {
        await using var system = await StartAsync(("Http__IdleTimeout", "00:00:01"));
        foreach (var host in Hosts(system))
        {
            using var idle = await RawConnection.OpenAsync(host);
            (await idle.Stream.ReadAsync(new byte[1], Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Stop)).ShouldBe(0);
        }
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_at_once_and_those_within_it_go_on()
    {
        const int Limit = 30;
        await using var system = await StartAsync(("Http__MaxConnections", $"{Limit}"));
        foreach (var host in Hosts(system))
        {
            var opened = new List<RawConnection>();
            for (var i = 0; i < Limit + 10; i++)
            {
                opened.Add(await RawConnection.OpenAsync(host));
            }

            var answers = await Task.WhenAll(opened.Select(connection => connection.RequestAsync("GET /alive HTTP/1.1\r\nHost: x\r\n\r\n")));
            answers.Count(status => status == 200).ShouldBeInRange(Limit / 2, Limit, "neighbours have some of the connections");
            answers.ShouldAllBe(status => status == 200 || status == 0);
            opened.ForEach(connection => connection.Dispose());
            await IsHealthyAsync(host);
        }
    }

    [Fact]
    public async Task WebSockets_beyond_the_limit_of_connections_are_refused_with_503_also_through_the_front_door()
    {
        const int Limit = 30;
        await using var system = await StartAsync(("Http__MaxConnections", $"{Limit}"));
        foreach (var host in new[] { system.Gateway, system.Web })
        {
            var opened = new List<RawConnection>();
            var statuses = new List<int>();
            for (var i = 0; i < Limit + 5; i++)
            {
                opened.Add(await RawConnection.OpenAsync(host));
                statuses.Add(await opened[^1].UpgradeAsync());
            }

            statuses.Count(status => status == 101).ShouldBeInRange(Limit - 5, Limit);
            statuses.Count(status => status == 503).ShouldBe(statuses.Count - statuses.Count(status => status == 101), string.Join(' ', statuses));
            opened.ForEach(connection => connection.Dispose());
            await Eventually.Async(async () =>
            {
                using var one = await RawConnection.OpenAsync(host);
                return await one.UpgradeAsync() == 101;
            });
        }
    }

    [Theory]
    [InlineData("Http__MaxConnections", "0", "MaxConnections")]
    [InlineData("Http__MaxBufferedBytes", "8192", "Http:MaxBufferedBytes")]
    [InlineData("Http__HeadersTimeout", "00:10:00", "HeadersTimeout")]
    public async Task A_limit_that_is_not_allowed_stops_the_host_at_its_start(string name, string value, string named)
    {
        await using var system = await ItemsSystem.CreateAsync(new() { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value } });
        (await Should.ThrowAsync<InvalidOperationException>(() => system.Gateway.StartAsync())).Message.ShouldContain(named);
    }

    private static Task<ItemsSystem> StartAsync(params (string Name, string Value)[] settings) => ItemsSystem.StartAsync(new()
    {
        Webs = 1,
        Environment = settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal),
    });

    private static HostProcess[] Hosts(ItemsSystem system) => [system.Api, system.Gateway, system.Web];

    private static string Headers(int count, int bytes) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: ".PadRight(bytes - 2, 'x') + "\r\n"));

    private static async Task<int> StatusAsync(HostProcess host, string request)
    {
        using var connection = await RawConnection.OpenAsync(host);
        return await connection.RequestAsync(request);
    }

    private static Task IsHealthyAsync(HostProcess host) => Eventually.Async(async () =>
    {
        try
        {
            using var response = await host.Client.GetAsync(new Uri("/health", UriKind.Relative), Stop);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });
}
