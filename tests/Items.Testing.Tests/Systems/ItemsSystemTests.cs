using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Items.Testing.Systems;

namespace Items.Testing.Tests.Systems;

public sealed class ItemsSystemTests
{
    private static readonly Uri Items = new("/api/items", UriKind.Relative);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_of_one_system_share_its_items_and_another_system_has_none_of_them()
    {
        var starting = ItemsSystem.StartAsync(new() { Gateways = 0 });
        await using var one = await ItemsSystem.StartAsync(new() { Apis = 2, Webs = 1 });
        await using var other = await starting;

        (await one.Apis[0].Client.PostAsJsonAsync(Items, new { item = "mine" }, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Created);

        (await CountAsync(one.Apis[1].Client)).ShouldBe(1);
        (await CountAsync(other.Api.Client)).ShouldBe(0);
    }

    [Fact]
    public async Task A_process_can_be_killed_and_started_again()
    {
        await using var system = await ItemsSystem.StartAsync(new() { Gateways = 0 });
        (await system.Api.Client.PostAsJsonAsync(Items, new { item = "kept" }, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await system.Api.KillAsync();
        await system.Api.StartAsync();
        (await CountAsync(system.Api.Client)).ShouldBe(1);
    }

    private static async Task<int> CountAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>(Items, Cancellation)).GetArrayLength();
}
