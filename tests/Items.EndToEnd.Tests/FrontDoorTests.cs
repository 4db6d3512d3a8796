using System.Net.ServerSentEvents;
using System.Text.Json;
using Items.Contracts;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests;

public sealed class FrontDoorTests
{
    [Fact]
    public async Task One_change_is_seen_through_the_front_door_on_the_WebSocket_that_it_names_on_SSE_and_in_the_list()
    {
        await using var system = await ItemsSystem.StartAsync(new() { Webs = 1 });
        var door = system.Web.Client;
        var place = JsonSerializer.Deserialize(
            await door.GetStringAsync(new Uri("/api/socket", UriKind.Relative), TestContext.Current.CancellationToken), ContractsJson.Default.SocketInfo)!;
        place.Url.ShouldBe(new Uri($"ws://127.0.0.1:{system.Web.Port}/ws"));
        place.Sse.ShouldBe(new Uri($"http://127.0.0.1:{system.Web.Port}/sse"));

        await using var follower = await Follower.StartAsync(system.Web.Address, place.Cursor);
        await using var sse = await door.GetStreamAsync($"{place.Sse}?after={place.Cursor}", TestContext.Current.CancellationToken);
        var item = await door.CreateAsync("through the door");

        await follower.HasAsync(1);
        follower.Events.First().Data.ShouldBe(item);
        await foreach (var block in SseParser.Create(sse).EnumerateAsync(TestContext.Current.CancellationToken))
        {
            if (block.EventType == EventTypes.Created)
            {
                JsonSerializer.Deserialize(block.Data, ContractsJson.Default.ItemEvent)!.Data.ShouldBe(item);
                block.EventId.ShouldEndWith(Cursor.FormatSequence(item.Seq));
                break;
            }
        }

        (await door.ReadAllAsync()).ShouldBe([item]);
    }
}
