using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Items.Testing.Processes;

namespace Items.Web.Tests.FrontDoor;

/// <summary>One origin before two replicas of everything, of which one may be gone.</summary>
public sealed class FrontDoorTests : IAsyncLifetime
{
    private readonly Backend _one = new();
    private readonly Backend _two = new();
    private HostProcess _web = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Client => _web.Client;

    /// <summary>The headers that reached whichever replica was asked.</summary>
    private IReadOnlyDictionary<string, string> Passed => _one.Requests.Contains("GET /api/items", StringComparer.Ordinal) ? _one.Headers : _two.Headers;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(_one.StartAsync(), _two.StartAsync());
        string[] addresses = [_one.Address.GetLeftPart(UriPartial.Authority), _two.Address.GetLeftPart(UriPartial.Authority)];
        var configuration = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["FrontDoor__ApiTimeout"] = "00:00:02",
            ["FrontDoor__ReplicaPause"] = "00:00:01",
            ["Live__MinRetryDelay"] = "00:01:00",
            ["Live__MaxRetryDelay"] = "00:01:00",
        };
        foreach (var service in new[] { "api", "gateway" })
        {
            for (var replica = 0; replica < addresses.Length; replica++)
            {
                configuration[$"services__{service}__http__{replica}"] = addresses[replica];
            }
        }

        _web = new HostProcess("Items.Web", configuration);
        await _web.StartAsync("/alive");
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Theory]
    [InlineData("/api/items?limit=1&q=a%2Fb")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/scalar")]
    [InlineData("/scalar/v1")]
    [InlineData("/problems/cursor-gone")]
    public async Task What_belongs_to_the_Api_reaches_it_unchanged(string address)
    {
        using var response = await Client.GetAsync(new Uri(address, UriKind.Relative), Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Received().ShouldContain(request => request == $"GET {address}");
        response.Headers.Contains("Content-Security-Policy").ShouldBeFalse("what is passed on speaks for itself");
    }

    [Fact]
    public async Task Replicas_share_the_work()
    {
        for (var number = 0; number < 60; number++)
        {
            await Client.GetStringAsync(new Uri("/api/items", UriKind.Relative), Cancellation);
        }

        _one.Requests.Count.ShouldBeGreaterThan(5);
        _two.Requests.Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task A_replica_that_went_away_costs_a_reader_nothing_and_is_asked_again_when_it_is_back()
    {
        await _one.StopAsync();
        for (var number = 0; number < 20; number++)
        {
            (await Client.GetStringAsync(new Uri("/api/items", UriKind.Relative), Cancellation)).ShouldStartWith($"{_two.Address.Port}");
        }

        await _one.StartAsync();
        await Testing.Eventually.Async(async () =>
            (await Client.GetStringAsync(new Uri("/api/items", UriKind.Relative), Cancellation)).StartsWith($"{_one.Address.Port}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_is_never_sent_twice()
    {
        using var response = await Client.PostAsJsonAsync("/api/broken", new { item = "once" }, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await ProblemAsync(response)).GetProperty("outcome").GetString().ShouldBe("unknown");
        Received().Count(request => request == "POST /api/broken").ShouldBe(1);
    }

    [Theory]
    [InlineData("GET", "/api/items")]
    [InlineData("POST", "/api/items")]
    [InlineData("GET", "/sse")]
    public async Task With_nobody_there_the_answer_is_a_problem(string method, string path)
    {
        await _one.StopAsync();
        await _two.StopAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await Client.SendAsync(request, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
        var problem = await ProblemAsync(response);
        problem.GetProperty("type").GetString().ShouldBe("/problems/unavailable");
        problem.TryGetProperty("outcome", out _).ShouldBeFalse("it was never sent");
    }

    [Fact]
    public async Task Addresses_are_told_as_this_process_saw_them()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/items") { Headers = { Host = "items.example" } };
        request.Headers.Add("Forwarded", "for=1.2.3.4");
        request.Headers.Add("X-Forwarded-Prefix", "/admin");
        using var response = await Client.SendAsync(request, Cancellation);
        Passed["X-Forwarded-For"].ShouldBe("127.0.0.1");
        Passed["X-Forwarded-Host"].ShouldBe("items.example");
        Passed["X-Forwarded-Proto"].ShouldBe("http");
        Passed.ContainsKey("Forwarded").ShouldBeFalse();
        Passed.ContainsKey("X-Forwarded-Prefix").ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_client_claims_about_his_address_replaces_nothing_unless_he_is_trusted()
    {
        await _web.StopAsync();
        await using var strict = new HostProcess("Items.Web", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["services__api__http__0"] = _one.Address.GetLeftPart(UriPartial.Authority),
            ["services__gateway__http__0"] = _one.Address.GetLeftPart(UriPartial.Authority),
            ["Proxy__TrustedNetworks"] = "192.0.2.0/24",
        });
        await strict.StartAsync("/alive");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/items");
        request.Headers.Add("X-Forwarded-For", "1.2.3.4");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await strict.Client.SendAsync(request, Cancellation);
        Passed["X-Forwarded-For"].ShouldBe("127.0.0.1");
        Passed["X-Forwarded-Host"].ShouldBe(strict.Address.Authority);
        Passed["X-Forwarded-Proto"].ShouldBe("http");
    }

    [Fact]
    public async Task A_trace_goes_on_behind_the_door()
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/items");
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        using var response = await Client.SendAsync(request, Cancellation);
        Passed["traceparent"].ShouldMatch($"^00-{trace}-[0-9a-f]{{16}}-01$");
    }

    [Fact]
    public async Task A_stream_is_passed_on_as_it_comes_and_outlives_the_timeout_of_requests()
    {
        using var response = await Client.GetAsync(new Uri("/sse", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        var watch = Stopwatch.StartNew();
        (await reader.ReadLineAsync(Cancellation)).ShouldBe("data: 1");
        while (watch.Elapsed < TimeSpan.FromSeconds(3))
        {
            (await reader.ReadLineAsync(Cancellation)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task A_WebSocket_is_passed_on_with_its_subprotocol()
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("cloudevents.json");
        await socket.ConnectAsync(new UriBuilder(_web.Address) { Scheme = "ws", Path = "/ws" }.Uri, Cancellation);
        socket.SubProtocol.ShouldBe("cloudevents.json");
        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var buffer = new byte[16];
        var received = await socket.ReceiveAsync(buffer, Cancellation);
        Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldBe("hello");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);
    }

    private List<string> Received() => [.. _one.Requests, .. _two.Requests];

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }
}
