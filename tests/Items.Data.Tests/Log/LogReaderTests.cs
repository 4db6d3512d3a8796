using System.Text;
using System.Text.Json;
using Items.Contracts;
using Items.Data.Log;

namespace Items.Data.Tests.Log;

public sealed class LogReaderTests
{
    [Fact]
    public async Task An_event_is_written_as_CloudEvents_JSON_with_its_members_in_this_order()
    {
        await using var log = await TestLog.StartAsync();
        var outcome = await log.AppendAsync(new Change(ChangeKind.Create, Guid.Parse("019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01"), "Grüße, \"\\\" <b> 😀\n", """{"a": 1}""")
        {
            Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        });
        var at = JsonSerializer.Serialize(outcome.Item, ContractsJson.Default.ItemResource).Split("\"createdAt\":\"")[1][..27];

        Encoding.UTF8.GetString((await log.ReadAllAsync())[0].Json.Span).ShouldBe(
            $$$$"""
            {"specversion":"1.0","id":"00000000000000000001","source":"/streams/{{{{outcome.Position.Epoch}}}}","type":"item.created",
            "subject":"019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01","time":"{{{{at}}}}","datacontenttype":"application/json",
            "sequence":"00000000000000000001","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "data":{"id":"019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01","item":"Grüße, \"\\\" <b> \uD83D\uDE00\n","attributes":{"a": 1},
            "version":1,"createdAt":"{{{{at}}}}","updatedAt":"{{{{at}}}}","seq":1}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task A_page_starts_after_the_position_and_holds_at_most_the_limit()
    {
        await using var log = await TestLog.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => log.CreateAsync($"{i}")));

        var page = await log.Reader.ReadAsync(3, 4, types: null, TestContext.Current.CancellationToken);
        page.Events.Select(e => e.Seq).ShouldBe([4, 5, 6, 7]);
        page.Head.ShouldBe(10);
        (await log.Reader.ReadPositionAsync(TestContext.Current.CancellationToken)).Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_can_be_of_some_types_only()
    {
        await using var log = await TestLog.StartAsync();
        var item = (await log.CreateAsync("x")).Item!;
        await log.AppendAsync(new Change(ChangeKind.Patch, item.Id, "y"));
        await log.AppendAsync(new Change(ChangeKind.Delete, item.Id));

        var page = await log.Reader.ReadAsync(0, 10, ["item.created", "item.deleted"], TestContext.Current.CancellationToken);
        page.Events.Select(e => e.Seq).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task A_page_of_large_events_ends_early_instead_of_filling_the_memory()
    {
        await using var log = await TestLog.StartAsync();
        var attributes = $$"""{"a": "{{new string('x', 16_000)}}"}""";
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => log.CreateAsync($"{i}", attributes)));

        var page = await log.Reader.ReadAsync(0, 1_000, types: null, TestContext.Current.CancellationToken);
        page.Events.Sum(e => e.Json.Length).ShouldBeInRange(LogReader.MaxPageBytes, LogReader.MaxPageBytes + 40_000);
        (await log.ReadAllAsync()).Count.ShouldBe(400);
    }
}
