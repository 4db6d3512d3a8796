using System.Net;
using Items.Contracts;

namespace Items.Api.Tests.ItemEndpoints;

/// <summary>A list of its own: the tests of this class know everything that is in it.</summary>
public sealed class ListTests(ListTests.FilledApi api) : IClassFixture<ListTests.FilledApi>
{
    private const int Count = 25;

    [Theory]
    [InlineData("oldest")]
    [InlineData("newest")]
    public async Task Pages_follow_their_links_through_everything_once(string order)
    {
        var seen = new List<string>();
        for (string? next = $"/api/items?limit=10&order={order}"; next is not null;)
        {
            using var response = await api.Client.SendAsync(HttpMethod.Get, next);
            seen.AddRange((await response.ItemsAsync()).Select(item => item.Text));
            next = NextOf(response);
        }

        var expected = Enumerable.Range(0, Count).Select(i => $"item {i:00}").ToList();
        if (order == "newest")
        {
            expected.Reverse();
        }

        seen.ShouldBe(expected);
    }

    [Fact]
    public async Task A_list_is_a_hundred_items_unless_told_otherwise_and_oldest_first()
    {
        using var response = await api.Client.SendAsync(HttpMethod.Get, "/api/items");
        (await response.ItemsAsync()).Select(item => item.Text).ShouldBeInOrder();
        NextOf(response).ShouldBeNull();
    }

    [Theory]
    [InlineData("ITEM 0", 10)]
    [InlineData("07", 1)]
    [InlineData("%", 0)]
    [InlineData("_", 0)]
    [InlineData("\\", 0)]
    [InlineData("", Count)]
    public async Task A_search_finds_text_in_either_case_and_takes_no_character_for_a_pattern(string q, int found)
    {
        using var response = await api.Client.SendAsync(HttpMethod.Get, $"/api/items?q={Uri.EscapeDataString(q)}");
        (await response.ItemsAsync()).Count.ShouldBe(found);
    }

    [Theory]
    [InlineData("""{"even":true}""", 13)]
    [InlineData("""{"even":true,"n":4}""", 1)]
    [InlineData("""{"nested":{"deep":[7]}}""", 1)]
    [InlineData("{}", Count)]
    public async Task Attributes_select_the_items_that_contain_them(string attributes, int found)
    {
        using var response = await api.Client.SendAsync(HttpMethod.Get, $"/api/items?attributes={Uri.EscapeDataString(attributes)}");
        (await response.ItemsAsync()).Count.ShouldBe(found);
    }

    [Fact]
    public async Task The_cursor_is_the_position_that_the_list_shows()
    {
        using var response = await api.Client.SendAsync(HttpMethod.Get, "/api/items?limit=1");
        Cursor.TryParse(response.Cursor(), out var position).ShouldBeTrue();
        position.Seq.ShouldBe(Count);
    }

    [Fact]
    public async Task A_link_of_another_life_of_the_log_is_gone()
    {
        using var response = await api.Client.SendAsync(HttpMethod.Get, "/api/items?after=00000000-00000000000000000001");
        await response.ProblemAsync(HttpStatusCode.Gone, ProblemTypes.CursorGone);
    }

    private static string? NextOf(HttpResponseMessage response) => response.Headers.TryGetValues("Link", out var links)
        ? links.Single().Split(['<', '>'])[1]
        : null;

    public sealed class FilledApi : ApiFixture
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            for (var i = 0; i < Count; i++)
            {
                await Client.CreateAsync($"item {i:00}", $$$"""{"n":{{{i}}},"even":{{{(i % 2 == 0 ? "true" : "false")}}},"nested":{"deep":[{{{i}}}]}}""");
            }
        }
    }
}
