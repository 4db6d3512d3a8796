using System.Net;
using System.Net.WebSockets;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Servers;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Positions;

public sealed class NewLifeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restored_dump_serves_no_position_of_the_life_that_it_was_taken_from()
    {
        await using var server = await OwnServer.StartPostgresAsync();
        await using var restoredServer = await OwnServer.StartPostgresAsync();
        await ItemsSystem.MigrateAsync(server.Address);
        await using var original = await ItemsSystem.StartAsync(new() { Database = server.Address });
        await original.Api.Client.CreateAsync("before the dump");
        await Dump.CopyAsync(original.Database, restoredServer.Address);
        var after = await original.Api.Client.CreateAsync("after the dump");
        var cursor = await CursorAsync(original.Api.Client);

        await using var restored = await ItemsSystem.StartAsync(new() { Database = restoredServer.Address });
        var instead = await restored.Api.Client.CreateAsync("in the restored list");
        instead.Seq.ShouldBe(after.Seq, "the number is given again, to another change");
        await Eventually.Async(async () => await StatusAsync(restored.Gateway.Client, $"/sse?after={cursor}") == HttpStatusCode.Gone);
        (await StatusAsync(restored.Api.Client, $"/api/events?after={cursor}")).ShouldBe(HttpStatusCode.Gone);
        (await StatusAsync(original.Api.Client, $"/api/events?after={cursor}")).ShouldBe(HttpStatusCode.OK);
        restored.Api.Output.ShouldContain("begins a new life");

        await using var follower = await Follower.StartAsync(restored.Gateway.Address);
        await follower.HasAsync(2);
        follower.Events.Select(change => change.Data!.Text).ShouldBe(["before the dump", "in the restored list"]);
    }

    [Fact]
    public async Task A_new_epoch_ends_open_streams_with_4410_and_writes_go_on()
    {
        await using var system = await ItemsSystem.StartAsync();
        var before = await system.Api.Client.CreateAsync("before");
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(system.Gateway.Address) { Scheme = "ws", Path = StreamNames.WebSocketPath }.Uri, Cancellation);

        var told = await ItemsSystem.RunApiAsync(system.Database, "new-epoch");
        (await socket.ReceiveAsync(new byte[1_024].AsMemory(), Cancellation)).MessageType.ShouldBe(WebSocketMessageType.Close);
        socket.CloseStatus.ShouldBe((WebSocketCloseStatus)4410);

        (await system.Api.Client.CreateAsync("after")).Seq.ShouldBe(before.Seq + 1);
        var epoch = (await CursorAsync(system.Api.Client))[..Cursor.EpochLength];
        told.ShouldContain(epoch);
        await using var follower = await Follower.StartAsync(system.Gateway.Address);
        await follower.HasAsync(2);
        follower.Events.ShouldAllBe(change => change.Source.EndsWith(epoch, StringComparison.Ordinal));
    }

    private static async Task<string> CursorAsync(HttpClient api)
    {
        using var response = await api.GetAsync(new Uri("/api/events?limit=0", UriKind.Relative), Cancellation);
        return response.Headers.GetValues(StreamNames.CursorHeader).Single();
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return response.StatusCode;
    }
}
