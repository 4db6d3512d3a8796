using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Items.Contracts;
using Items.StreamGateway.Subscribers;
using Items.StreamGateway.Tests.World;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Tests.Subscribers;

public sealed class PlacesTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("0.0.0.1", "::", false)]
    [InlineData("0.0.0.0", "::", false)]
    [InlineData("fe80::1%1", "fe80::2", true)]
    public void One_client_is_one_IPv4_address_or_one_IPv6_network(string one, string other, bool isSame) =>
        (ClientNetwork.Of(IPAddress.Parse(one)) == ClientNetwork.Of(IPAddress.Parse(other))).ShouldBe(isSame);

    [Fact]
    public void A_million_addresses_leave_nothing_behind()
    {
        var places = Places(maxSubscribers: 2_000, maxPerAddress: 1);
        var open = new Queue<SubscriberPlace>();
        for (var i = 0u; i < 1_000_000; i++)
        {
            places.TryTake(new ClientNetwork(i, IsIPv6: true), out var place).ShouldBe(PlaceOutcome.Taken);
            open.Enqueue(place!);
            if (open.Count == 1_000)
            {
                open.Dequeue().Dispose();
            }
        }

        (places.Taken, places.Networks).ShouldBe((999, 999));
        while (open.TryDequeue(out var place))
        {
            place.Dispose();
        }

        (places.Taken, places.Networks).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Places_taken_and_given_back_by_many_at_once_are_never_more_than_there_are_and_all_come_back()
    {
        var places = Places(maxSubscribers: 5, maxPerAddress: 2);
        var (held, most, taken) = (new int[4], new int[4], 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 50_000; i++)
            {
                var network = random.Next(4);
                if (places.TryTake(new ClientNetwork((ulong)network, IsIPv6: false), out var place) != PlaceOutcome.Taken)
                {
                    continue;
                }

                Interlocked.Increment(ref taken);
                var now = Interlocked.Increment(ref held[network]);
                most[network] = Math.Max(most[network], now);
                Thread.SpinWait(random.Next(200));
                Interlocked.Decrement(ref held[network]);
                // Two ends of one stream, at the same time.
                Parallel.Invoke(place!.Dispose, place!.Dispose);
            }
        }, TestContext.Current.CancellationToken)));
        TestContext.Current.SendDiagnosticMessage("{0} places taken and given back; at most {1} by one network", taken, most.Max());
        most.Max().ShouldBe(2, "the limit was met, and never exceeded");
        (places.Taken, places.Networks).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("/sse")]
    [InlineData("/ws")]
    public async Task An_address_with_as_many_streams_as_one_may_have_is_refused_and_others_are_not(string path)
    {
        await using var world = await GatewayWorld.StartAsync(0, ("Subscribers__MaxPerAddress", "2"));
        await using var first = await world.FollowAsync();
        await using (await world.FollowAsync())
        {
            using var refused = await OpenAsync(world, path, "127.0.0.1");
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter.ShouldNotBeNull();
            (await refused.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("type").GetString().ShouldBe(ProblemTypes.TooManyStreams);
            using var other = await OpenAsync(world, path, "192.0.2.1");
            other.StatusCode.ShouldBe(path == "/ws" ? HttpStatusCode.SwitchingProtocols : HttpStatusCode.OK);
        }

        await Testing.Eventually.Async(async () => (await OpenAsync(world, path, "127.0.0.1")).StatusCode != HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Streams_that_share_an_HTTP_2_connection_are_counted_one_by_one()
    {
        await using var world = await GatewayWorld.CreateAsync(("Kestrel__EndpointDefaults__Protocols", "Http2"), ("Subscribers__MaxPerAddress", "2"));
        world.Gateway.Client.DefaultRequestVersion = HttpVersion.Version20;
        world.Gateway.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await world.Gateway.StartAsync();
        using var first = await world.GetAsync("/sse");
        using (await world.GetAsync("/sse"))
        {
            (await world.GetAsync("/sse")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }

        await Testing.Eventually.Async(async () => (await world.GetAsync("/sse")).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_goes_away_while_his_position_is_checked_gives_his_place_back()
    {
        await using var world = await GatewayWorld.StartAsync(
            100, ("Subscribers__MaxSubscribers", "3"), ("Ring__Capacity", "16"), ("Tail__Prefill", "4"), ("Tail__PollInterval", "00:01:00"));
        for (var i = 0; i < 10; i++)
        {
            world.History.IsSilent = true;
            var asked = world.History.Requests;
            await using (var client = await RawClient.ConnectAsync(world.Gateway))
            {
                await client.SendAsync("GET /sse?after=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
                await Testing.Eventually.Async(() => world.History.Requests > asked);
            }

            world.History.IsSilent = false;
        }

        await Testing.Eventually.Async(async () =>
        {
            using var response = await world.GetAsync("/sse");
            return response.StatusCode == HttpStatusCode.OK;
        });
    }

    private static SubscriberPlaces Places(int maxSubscribers, int maxPerAddress) =>
        new(Options.Create(new SubscriberOptions { MaxSubscribers = maxSubscribers, MaxPerAddress = maxPerAddress }));

    private static Task<HttpResponseMessage> OpenAsync(GatewayWorld world, string path, string address) => path == "/ws"
        ? world.GetAsync(
            path,
            ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("X-Forwarded-For", address))
        : world.GetAsync(path, ("X-Forwarded-For", address));
}
