using System.Net;
using System.Text.Json;
using Items.Testing.Systems;

namespace Items.Api.Tests.ItemEndpoints;

/// <summary>The four calls of the demo that this system replaces, verbatim.</summary>
public sealed class ReplacedCallsTests
{
    [Fact]
    public async Task The_list_the_post_and_the_delete_work_as_they_did()
    {
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly);
        var client = system.Api.Client;
        (await client.GetTextAsync("/api/items")).ShouldBe("[]");

        using var posted = await client.PostAsync("""{"item": "New Item"}""");
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (await posted.ItemAsync()).Id;

        using (var list = JsonDocument.Parse(await client.GetTextAsync("/api/items")))
        {
            var item = list.RootElement.EnumerateArray().ShouldHaveSingleItem();
            item.GetProperty("item").GetString().ShouldBe("New Item");
            item.GetProperty("id").GetGuid().ShouldBe(id);
        }

        using var deleted = await client.SendAsync(HttpMethod.Delete, $"/api/items/{id}");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetTextAsync("/api/items")).ShouldBe("[]");
    }
}
