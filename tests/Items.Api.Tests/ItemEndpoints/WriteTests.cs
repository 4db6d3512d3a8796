using System.Net;
using Items.Contracts;

namespace Items.Api.Tests.ItemEndpoints;

public sealed class WriteTests(SharedApi api)
{
    [Fact]
    public async Task A_post_answers_with_the_item_its_place_its_tag_and_its_position()
    {
        using var response = await api.Client.PostAsync("""{"item":"New Item","attributes":{"n":1.50}}""");
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        var item = await response.ItemAsync();

        item.Id.Version.ShouldBe(7);
        item.Version.ShouldBe(1);
        item.Attributes.Text.ShouldBe("""{"n": 1.50}""");
        response.Headers.Location!.OriginalString.ShouldBe($"/api/items/{item.Id}");
        response.Headers.ETag!.Tag.ShouldBe($"\"{response.Cursor()}\"");
        Cursor.TryParse(response.Cursor(), out var position).ShouldBeTrue();
        position.Seq.ShouldBe(item.Seq);
    }

    [Fact]
    public async Task A_client_may_choose_the_id_once()
    {
        var id = Guid.CreateVersion7();
        var body = $$"""{"id":"{{id}}","item":"mine"}""";
        using var first = await api.Client.PostAsync(body);
        using var second = await api.Client.PostAsync(body);

        (await first.ItemAsync()).Id.ShouldBe(id);
        await second.ProblemAsync(HttpStatusCode.Conflict, ProblemTypes.ItemExists);
    }

    [Fact]
    public async Task Put_creates_then_replaces()
    {
        var path = $"/api/items/{Guid.CreateVersion7()}";
        using var created = await api.Client.SendAsync(HttpMethod.Put, path, """{"item":"one","attributes":{"a":1}}""");
        using var replaced = await api.Client.SendAsync(HttpMethod.Put, path, """{"item":"two"}""");

        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        created.Headers.Location!.OriginalString.ShouldBe(path);
        replaced.StatusCode.ShouldBe(HttpStatusCode.OK);
        var item = await replaced.ItemAsync();
        item.Attributes.ShouldBe(RawJson.EmptyObject);
        item.Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_merge_patch_changes_what_it_names()
    {
        var item = await api.Client.CreateAsync("before", """{"keep":1,"drop":2}""");
        using var response = await api.Client.SendAsync(
            HttpMethod.Patch, $"/api/items/{item.Id}", """{"attributes":{"drop":null,"add":[3]}}""", "application/merge-patch+json");

        var patched = await response.ItemAsync();
        patched.Text.ShouldBe("before");
        patched.Attributes.Text.ShouldBe("""{"add": [3], "keep": 1}""");
    }

    [Fact]
    public async Task The_second_of_two_editors_of_the_same_state_is_refused()
    {
        var item = await api.Client.CreateAsync("shared");
        using var read = await api.Client.SendAsync(HttpMethod.Get, $"/api/items/{item.Id}");
        var tag = read.Headers.ETag!.Tag;

        Task<HttpResponseMessage> EditAsync(string text) => api.Client.SendAsync(
            HttpMethod.Put, $"/api/items/{item.Id}", $$"""{"item":"{{text}}"}""", headers: ("If-Match", tag));
        var answers = await Task.WhenAll(EditAsync("mine"), EditAsync("yours"));

        answers.Select(answer => answer.StatusCode).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed]);
        using var delete = await api.Client.SendAsync(HttpMethod.Delete, $"/api/items/{item.Id}", headers: ("If-Match", tag));
        await delete.ProblemAsync(HttpStatusCode.PreconditionFailed, ProblemTypes.PreconditionFailed);
    }

    [Theory]
    [InlineData("W/")]
    [InlineData("")]
    public async Task A_read_with_the_current_tag_is_answered_with_304(string weak)
    {
        var item = await api.Client.CreateAsync("read me");
        using var read = await api.Client.SendAsync(HttpMethod.Get, $"/api/items/{item.Id}");
        using var again = await api.Client.SendAsync(HttpMethod.Get, $"/api/items/{item.Id}", headers: ("If-None-Match", weak + read.Headers.ETag!.Tag));

        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        again.Headers.ETag!.Tag.ShouldBe(read.Headers.ETag.Tag);
        (await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task What_is_not_there_is_not_found(string method)
    {
        using var response = await api.Client.SendAsync(
            new HttpMethod(method), $"/api/items/{Guid.CreateVersion7()}", method == "PATCH" ? "{}" : null, headers: ("If-Match", "*"));
        await response.ProblemAsync(HttpStatusCode.NotFound, ProblemTypes.ItemNotFound);
    }

    [Fact]
    public async Task HEAD_answers_as_GET_does_without_the_body()
    {
        var item = await api.Client.CreateAsync("headed");
        using var get = await api.Client.SendAsync(HttpMethod.Get, $"/api/items/{item.Id}");
        using var head = await api.Client.SendAsync(HttpMethod.Head, $"/api/items/{item.Id}");

        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Headers.ETag.ShouldBe(get.Headers.ETag);
        (await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_s_trace_is_on_the_event()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        using var response = await api.Client.SendAsync(HttpMethod.Post, "/api/items", """{"item":"traced"}""", headers: ("traceparent", $"00-{Trace}-b7ad6b7169203331-01"));
        var before = (await response.ItemAsync()).Seq - 1;

        (await api.Client.GetTextAsync($"/api/events?after={before}&limit=1")).ShouldContain($"\"traceparent\":\"00-{Trace}-");
    }
}
