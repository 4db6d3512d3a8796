using Items.Data.Log;

namespace Items.Data.Tests.Log;

public sealed class AppendTests
{
    [Fact]
    public async Task A_change_takes_the_next_number_and_leaves_item_and_event()
    {
        await using var log = await TestLog.StartAsync();
        var outcome = await log.CreateAsync("first", """{"a": 1}""");

        outcome.Result.ShouldBe(ChangeResult.Created);
        outcome.Position.Seq.ShouldBe(1);
        outcome.Item!.Version.ShouldBe(1);
        (await log.ReadItemsAsync()).ShouldHaveSingleItem().ShouldBe((outcome.Item.Id, "first", """{"a": 1}""", 1, 1L));
        (await log.ReadAllAsync()).ShouldHaveSingleItem().Type.ShouldBe("item.created");
    }

    [Fact]
    public async Task A_taken_id_is_refused_and_takes_no_number()
    {
        await using var log = await TestLog.StartAsync();
        var first = await log.CreateAsync("first");

        (await log.AppendAsync(new Change(ChangeKind.Create, first.Item!.Id, "again", "{}"))).Result.ShouldBe(ChangeResult.Exists);
        (await log.CreateAsync("next")).Position.Seq.ShouldBe(2);
    }

    [Fact]
    public async Task Put_creates_then_replaces_then_leaves_alone_what_is_the_same()
    {
        await using var log = await TestLog.StartAsync();
        var id = Guid.CreateVersion7();

        var created = await log.AppendAsync(new Change(ChangeKind.Put, id, "one", """{"a": 1}"""));
        var replaced = await log.AppendAsync(new Change(ChangeKind.Put, id, "two", "{}"));
        var same = await log.AppendAsync(new Change(ChangeKind.Put, id, "two", "{}"));

        created.Result.ShouldBe(ChangeResult.Created);
        replaced.Result.ShouldBe(ChangeResult.Applied);
        replaced.Item!.Version.ShouldBe(2);
        replaced.Item.CreatedAt.ShouldBe(created.Item!.CreatedAt);
        same.Result.ShouldBe(ChangeResult.Unchanged);
        same.Item.ShouldBe(replaced.Item);
        (await log.ReadAllAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_patched_or_deleted()
    {
        await using var log = await TestLog.StartAsync();
        var id = Guid.CreateVersion7();

        (await log.AppendAsync(new Change(ChangeKind.Patch, id, "x"))).Result.ShouldBe(ChangeResult.Missing);
        (await log.AppendAsync(new Change(ChangeKind.Delete, id))).Result.ShouldBe(ChangeResult.Missing);
        (await log.ReadAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deletion_is_an_event_with_the_last_state()
    {
        await using var log = await TestLog.StartAsync();
        var created = await log.CreateAsync("gone soon");
        var deleted = await log.AppendAsync(new Change(ChangeKind.Delete, created.Item!.Id));

        deleted.Position.Seq.ShouldBe(2);
        deleted.Item!.Text.ShouldBe("gone soon");
        (await log.ReadItemsAsync()).ShouldBeEmpty();
        (await log.ReadAllAsync())[1].Type.ShouldBe("item.deleted");
    }

    [Fact]
    public async Task A_condition_names_one_state_among_all_there_ever_were()
    {
        await using var log = await TestLog.StartAsync();
        var id = Guid.CreateVersion7();
        var first = (await log.AppendAsync(new Change(ChangeKind.Put, id, "one", "{}"))).Position.ToString();
        await log.AppendAsync(new Change(ChangeKind.Delete, id));
        var second = (await log.AppendAsync(new Change(ChangeKind.Put, id, "one", "{}"))).Position.ToString();

        async Task<ChangeResult> PutAsync(string? ifMatch, string? ifNoneMatch) =>
            (await log.AppendAsync(new Change(ChangeKind.Put, id, "one", "{}") { IfMatch = ifMatch, IfNoneMatch = ifNoneMatch })).Result;

        (await PutAsync(first, null)).ShouldBe(ChangeResult.PreconditionFailed, "the id was used again, the state is another");
        (await PutAsync("", null)).ShouldBe(ChangeResult.PreconditionFailed, "no tag matches nothing");
        (await PutAsync(null, "*")).ShouldBe(ChangeResult.PreconditionFailed, "the item exists");
        (await PutAsync(null, second)).ShouldBe(ChangeResult.PreconditionFailed);
        (await PutAsync($"{first},{second}", null)).ShouldBe(ChangeResult.Unchanged);
        (await PutAsync("*", null)).ShouldBe(ChangeResult.Unchanged);
        (await PutAsync(null, first)).ShouldBe(ChangeResult.Unchanged);
        (await log.AppendAsync(new Change(ChangeKind.Put, Guid.CreateVersion7(), "new", "{}") { IfMatch = "*" })).Result.ShouldBe(ChangeResult.PreconditionFailed);
        (await log.AppendAsync(new Change(ChangeKind.Put, Guid.CreateVersion7(), "new", "{}") { IfNoneMatch = "*" })).Result.ShouldBe(ChangeResult.Created);
    }

    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a": "c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a": "b", "b": "c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b": "c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a": "c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a": ["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a": {"b": "d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a": [1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"a": 1, "e": null}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a": {"bb": {}}}""")]
    [InlineData("""{"a":1}""", "null", "{}")]
    public async Task A_patch_merges_as_RFC_7396_appendix_A_shows(string before, string patch, string after)
    {
        await using var log = await TestLog.StartAsync();
        var created = await log.CreateAsync("x", before);
        var patched = await log.AppendAsync(new Change(ChangeKind.Patch, created.Item!.Id, Text: null, patch));

        patched.Item!.Attributes.Text.ShouldBe(after);
        patched.Item.Text.ShouldBe("x");
    }

    [Fact]
    public async Task Patch_upon_patch_cannot_grow_without_end()
    {
        await using var log = await TestLog.StartAsync();
        var id = (await log.CreateAsync("x")).Item!.Id;
        Task<ChangeOutcome> GrowAsync(string member) =>
            log.AppendAsync(new Change(ChangeKind.Patch, id, Text: null, $$"""{"{{member}}":"{{new string('x', 15_000)}}"}"""));

        (await GrowAsync("a")).Result.ShouldBe(ChangeResult.Applied);
        (await GrowAsync("b")).Result.ShouldBe(ChangeResult.Applied);
        (await GrowAsync("c")).Result.ShouldBe(ChangeResult.TooLarge);
    }
}
