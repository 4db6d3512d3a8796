using System.Net;
using Items.Contracts;
using Npgsql;

namespace Items.Api.Tests.Snapshots;

public sealed class SnapshotTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private HttpClient Client => api.Client;

    [Fact]
    public async Task All_pages_together_are_the_items_that_match_in_the_order_of_creation()
    {
        var made = await CreateAsync("paged", 7);
        await Client.CreateAsync("another", """{"of": "nobody"}""");

        var copy = await SnapshotCopy.BeginAsync(Client, Query("paged", limit: 3));
        await copy.FinishAsync(Client);

        (copy.Pages, copy.Events).ShouldBe((3, 7));
        copy.Items.ShouldBe(made.OrderBy(item => item.Id));
        using var position = await Client.SendAsync(HttpMethod.Get, "/api/events?limit=0");
        copy.End.ToString().ShouldBe(position.Cursor());
    }

    [Fact]
    public async Task An_item_is_a_CloudEvent_without_a_sequence_and_one_that_is_gone_has_no_data()
    {
        var made = await CreateAsync("shaped", 2);
        var query = Query("shaped", limit: 1);
        using var first = await Client.SendAsync(HttpMethod.Get, $"{StreamNames.SnapshotPath}{query}");
        var text = await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var at = text.Split("\"time\":\"")[1][..27];
        var epoch = text.Split(Cursor.SourcePrefix)[1][..8];
        text.ShouldBe(
            $$$$"""
            [{"specversion":"1.0","id":"{{{{Cursor.FormatSequence(made[0].Seq)}}}}-snapshot","source":"/streams/{{{{epoch}}}}","type":"item.snapshot",
            "subject":"{{{{made[0].Id}}}}","time":"{{{{at}}}}","datacontenttype":"application/json",
            "data":{"id":"{{{{made[0].Id}}}}","item":"shaped 0","attributes":{"of": "shaped"},"version":1,"createdAt":"{{{{at}}}}","updatedAt":"{{{{at}}}}","seq":{{{{made[0].Seq}}}}}}]
            """.ReplaceLineEndings(""));

        using var deleted = await Client.SendAsync(HttpMethod.Delete, $"/api/items/{made[0].Id}");
        Cursor.TryParse(deleted.Cursor(), out var removal).ShouldBeTrue();
        using var second = await Client.SendAsync(HttpMethod.Get, first.Headers.GetValues("Link").Single().Split(['<', '>'])[1]);
        (await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldMatch(
            $$"""
            ^\[\{"specversion":"1.0","id":"{{made[0].Id}}-[0-9]{20}-removed","source":"/streams/{{epoch}}","type":"item.snapshot","subject":"{{made[0].Id}}","time":"[^"]{27}","data":null\}[],]
            """.Trim());
        removal.Seq.ShouldBeGreaterThan(made[0].Seq);
    }

    [Fact]
    public async Task What_changes_between_two_pages_is_caught_up_with()
    {
        var made = await CreateAsync("changing", 6);
        var other = await Client.CreateAsync("elsewhere", """{"of": "elsewhere"}""");
        var copy = await SnapshotCopy.BeginAsync(Client, Query("changing", limit: 2));
        await PatchAsync(made[0].Id, """{"attributes": {"of": "elsewhere"}}""");
        await PatchAsync(made[1].Id, """{"item": "changed"}""");
        await PatchAsync(made[5].Id, """{"item": "changed before it is listed"}""");
        await PatchAsync(other.Id, """{"attributes": {"of": "changing"}}""");
        (await Client.SendAsync(HttpMethod.Delete, $"/api/items/{made[2].Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Client.SendAsync(HttpMethod.Delete, $"/api/items/{made[3].Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Client.SendAsync(HttpMethod.Put, $"/api/items/{made[3].Id}", """{"item": "born again", "attributes": {"of": "changing"}}""");
        var late = await Client.CreateAsync("created since", """{"of": "changing"}""");

        await copy.FinishAsync(Client);

        copy.Items.Select(item => item.Id).ShouldBe(new[] { made[1].Id, made[3].Id, made[4].Id, made[5].Id, other.Id, late.Id }.Order());
        copy.Items.ShouldBe(await MatchingAsync("changing"));
    }

    [Fact]
    public async Task A_page_asked_for_again_is_a_newer_page()
    {
        var made = await CreateAsync("again", 5);
        var copy = await SnapshotCopy.BeginAsync(Client, Query("again", limit: 2));
        var pages = new List<string>();
        while (copy.Next is { } page)
        {
            pages.Add(page);
            await PatchAsync(made[pages.Count % 5].Id, $$"""{"item": "{{pages.Count}}"}""");
            await copy.TurnAsync(Client);
        }

        // A reader that fell back to an earlier page, twice: what it is given is newer than what it has.
        foreach (var page in new[] { pages[0], pages[^1], pages[0] })
        {
            await Client.SendAsync(HttpMethod.Delete, $"/api/items/{made[4].Id}");
            await copy.From(page).FinishAsync(Client);
        }

        copy.Items.ShouldBe(await MatchingAsync("again"));
        copy.Items.Count().ShouldBe(4);
    }

    [Fact]
    public async Task Only_the_ids_that_were_asked_for_are_shown_and_caught_up_with()
    {
        var made = await CreateAsync("chosen", 5);
        var copy = await SnapshotCopy.BeginAsync(Client, $"?limit=1&ids={made[4].Id},{made[1].Id},{Guid.Empty}");
        await PatchAsync(made[0].Id, """{"item": "not asked for"}""");
        await PatchAsync(made[4].Id, """{"item": "asked for"}""");
        await copy.FinishAsync(Client);

        copy.Items.Select(item => (item.Id, item.Text)).ShouldBe(new[] { (made[1].Id, "chosen 1"), (made[4].Id, "asked for") }.OrderBy(item => item.Item1));
        copy.Events.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task A_page_of_large_items_ends_early_instead_of_filling_the_memory()
    {
        var attributes = $$"""{"of": "large", "a": "{{new string('x', 16_000)}}"}""";
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Client.CreateAsync($"{i}", attributes)));
        using var first = await Client.SendAsync(HttpMethod.Get, $"{StreamNames.SnapshotPath}{Query("large", limit: 1_000)}");
        first.Content.Headers.ContentLength!.Value.ShouldBeInRange(4 * 1024 * 1024, (4 * 1024 * 1024) + 40_000);

        var copy = await SnapshotCopy.BeginAsync(Client, Query("large", limit: 1_000));
        (await copy.FinishAsync(Client)).Items.Count().ShouldBe(400);
        copy.Pages.ShouldBe(2);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("page=", "page")]
    [InlineData("page=x", "page")]
    [InlineData("page=6923a1c4-00000000000000000042", "page")]
    [InlineData("page=6923a1c4.3.2", "page")]
    [InlineData("page=6923a1c4.3.2.4", "page")]
    [InlineData("page=6923a1c4.3.4.3", "page")]
    [InlineData("page=6923a1c4.3.-1.3", "page")]
    [InlineData("page=6923A1C4.3.2.3", "page")]
    [InlineData("page=6923a1c4.3.2.3.1", "page")]
    [InlineData("page=6923a1c4.99999999999999999999.2.3", "page")]
    [InlineData("page=6923a1c4.0000000000000000000000000000000000000000000000000000000000003.2.3", "page")]
    [InlineData("page=6923a1c4.3.2.3&page=6923a1c4.3.2.3", "page")]
    [InlineData("ids=", "ids")]
    [InlineData("ids=1,2", "ids")]
    [InlineData("attributes=[]", "attributes")]
    [InlineData("attributes={", "attributes")]
    [InlineData("after=0", "after")]
    [InlineData("color=red", "color")]
    public async Task A_parameter_that_is_wrong_is_named(string query, string parameter)
    {
        using var response = await Client.SendAsync(HttpMethod.Get, $"{StreamNames.SnapshotPath}?{query}");
        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe([parameter]);
    }

    [Fact]
    public async Task More_ids_than_allowed_are_refused()
    {
        var ids = string.Join(',', Enumerable.Range(0, ItemLimits.MaxIds).Select(_ => Guid.CreateVersion7()));
        (await Client.SendAsync(HttpMethod.Get, $"{StreamNames.SnapshotPath}?ids={ids}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var more = await Client.SendAsync(HttpMethod.Get, $"{StreamNames.SnapshotPath}?ids={ids},{Guid.Empty}");
        (await more.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe(["ids"]);
    }

    [Fact]
    public async Task A_place_in_another_life_of_the_log_or_ahead_of_it_or_before_what_it_keeps_is_gone()
    {
        await using var own = await Items.Testing.Systems.ItemsSystem.StartAsync(ApiFixture.ApiOnly);
        for (var i = 0; i < 4; i++)
        {
            await own.Api.Client.CreateAsync($"{i}");
        }

        var copy = await SnapshotCopy.BeginAsync(own.Api.Client, "?limit=1");
        await own.Api.Client.CreateAsync("not kept");
        var epoch = copy.Next!.Split("page=")[1][..8];
        await using (var connection = new NpgsqlConnection(own.Database))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var forget = new NpgsqlCommand("DELETE FROM events WHERE seq <= 5; UPDATE stream SET oldest = 6", connection);
            await forget.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        foreach (var gone in new[] { copy.Next, $"{StreamNames.SnapshotPath}?page=00000000.5.1.4", $"{StreamNames.SnapshotPath}?page={epoch}.9223372036854775807.1.4" })
        {
            using var response = await own.Api.Client.SendAsync(HttpMethod.Get, gone);
            await response.ProblemAsync(HttpStatusCode.Gone, ProblemTypes.CursorGone);
            (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"snapshot\":\"/api/snapshot\"");
        }

        using var kept = await own.Api.Client.SendAsync(HttpMethod.Get, $"{StreamNames.SnapshotPath}?page={epoch}.5.4.4");
        kept.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SnapshotCopy.BeginAsync(own.Api.Client)).Items.Count().ShouldBe(5, "a new snapshot needs no history");
    }

    private static string Query(string group, int limit) => $$"""?limit={{limit}}&attributes={"of":"{{group}}"}""";

    private async Task<List<ItemResource>> CreateAsync(string group, int count)
    {
        var items = new List<ItemResource>();
        for (var i = 0; i < count; i++)
        {
            items.Add(await Client.CreateAsync($"{group} {i}", $$"""{"of": "{{group}}"}"""));
        }

        return items;
    }

    private async Task PatchAsync(Guid id, string patch) =>
        (await Client.SendAsync(HttpMethod.Patch, $"/api/items/{id}", patch, "application/merge-patch+json")).StatusCode.ShouldBe(HttpStatusCode.OK);

    private async Task<IEnumerable<ItemResource>> MatchingAsync(string group)
    {
        using var response = await Client.SendAsync(HttpMethod.Get, $$"""/api/items?limit=1000&attributes={"of":"{{group}}"}""");
        return (await response.ItemsAsync()).OrderBy(item => item.Id);
    }
}
