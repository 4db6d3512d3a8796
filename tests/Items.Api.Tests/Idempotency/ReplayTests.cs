using System.Net;
using Items.Contracts;

namespace Items.Api.Tests.Idempotency;

public sealed class ReplayTests(SharedApi api)
{
    [Fact]
    public async Task Every_operation_with_every_verdict_is_answered_again_as_the_first_time_whatever_has_happened_since()
    {
        var path = $"{ApiCalls.Items}/{Guid.CreateVersion7()}";
        var id = path[^36..];
        var grown = $$$"""{"item":"grown","attributes":{"a":[{{{string.Join(',', Enumerable.Repeat("1e300", 120))}}}]}}""";
        var steps = new (KeyedCall Call, HttpStatusCode Status)[]
        {
            (new(HttpMethod.Patch, path, """{"item":"not yet"}"""), HttpStatusCode.NotFound),
            (new(HttpMethod.Put, path, """{"item":"not yet"}""", ("If-Match", "*")), HttpStatusCode.PreconditionFailed),
            (new(HttpMethod.Post, ApiCalls.Items, $$"""{"item":"one","attributes":{"n":1.50},"id":"{{id}}"}"""), HttpStatusCode.Created),
            (new(HttpMethod.Post, ApiCalls.Items, $$"""{"item":"one","id":"{{id}}"}"""), HttpStatusCode.Conflict),
            (KeyedCall.Post("an id made by the server"), HttpStatusCode.Created),
            (new(HttpMethod.Put, path, """{"item":"two"}""", ("If-None-Match", "*")), HttpStatusCode.PreconditionFailed),
            (new(HttpMethod.Put, path, """{"item":"two"}"""), HttpStatusCode.OK),
            (new(HttpMethod.Put, path, """{"item":"two"}"""), HttpStatusCode.OK),
            (new(HttpMethod.Patch, path, """{"attributes":{"b":null,"c":2}}"""), HttpStatusCode.OK),
            (new(HttpMethod.Put, path, grown), HttpStatusCode.BadRequest),
            (new(HttpMethod.Delete, path, null, ("If-Match", "*")), HttpStatusCode.NoContent),
            (new(HttpMethod.Delete, path), HttpStatusCode.NotFound),
            (new(HttpMethod.Put, path, """{"item":"three"}"""), HttpStatusCode.Created),
        };
        var first = new List<KeyedAnswer>();
        foreach (var (call, status) in steps)
        {
            first.Add(await call.SendAsync(api.Client));
            first[^1].Status.ShouldBe(status, first[^1].Body);
            first[^1].IsReplayed.ShouldBeFalse();
        }

        for (var i = 0; i < steps.Length; i++)
        {
            (await steps[i].Call.SendAsync(api.Client)).ShouldBe(first[i] with { IsReplayed = true });
        }

        using var now = await api.Client.SendAsync(HttpMethod.Get, path);
        (await now.ItemAsync()).Version.ShouldBe(1, "the item as its last create left it: no repetition touched it");
    }

    [Fact]
    public async Task Another_request_with_the_key_is_refused_and_changes_nothing()
    {
        var item = await api.Client.CreateAsync("target");
        var other = await api.Client.CreateAsync("other");
        var first = new KeyedCall(HttpMethod.Put, $"{ApiCalls.Items}/{item.Id}", """{"item":"first"}""");
        var answer = await first.SendAsync(api.Client);

        KeyedCall[] others =
        [
            first with { Json = """{"item":"second"}""" },
            first with { Json = """{"item": "first"}""" },
            first with { Path = $"{ApiCalls.Items}/{other.Id}" },
            first with { Method = HttpMethod.Patch },
            first with { Method = HttpMethod.Delete, Json = null },
            first with { Conditions = [("If-Match", "*")] },
            first with { Conditions = [("If-None-Match", "*")] },
            first with { Method = HttpMethod.Post, Path = ApiCalls.Items },
        ];
        foreach (var call in others)
        {
            using var response = await call.RespondAsync(api.Client);
            await response.ProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemTypes.IdempotencyKeyReused);
        }

        (await first.SendAsync(api.Client)).ShouldBe(answer with { IsReplayed = true });
        using var untouched = await api.Client.SendAsync(HttpMethod.Get, $"{ApiCalls.Items}/{other.Id}");
        (await untouched.ItemAsync()).Version.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_in_one_header_cannot_pass_for_the_other()
    {
        var path = $"{ApiCalls.Items}/{Guid.CreateVersion7()}";
        var first = new KeyedCall(HttpMethod.Put, path, """{"item":"x"}""", ("If-Match", "*"));
        (await first.SendAsync(api.Client)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await (first with { Conditions = [("If-None-Match", "*")] }).SendAsync(api.Client)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_request_that_is_not_valid_does_not_use_up_its_key()
    {
        var call = KeyedCall.Post("good");
        foreach (var (json, type, status) in new[]
        {
            ("{}", "application/json", HttpStatusCode.BadRequest),
            ("{", "application/json", HttpStatusCode.BadRequest),
            ("""{"item":"good"}""", "text/plain", HttpStatusCode.UnsupportedMediaType),
            ($$"""{"item":"good","x":"{{new string('x', ItemLimits.MaxBodyBytes)}}"}""", "application/json", HttpStatusCode.RequestEntityTooLarge),
        })
        {
            using var refused = await api.Client.SendAsync(call.Method, call.Path, json, type, (StreamNames.IdempotencyKeyHeader, call.Key));
            refused.StatusCode.ShouldBe(status);
        }

        var answer = await call.SendAsync(api.Client);
        answer.Status.ShouldBe(HttpStatusCode.Created);
        answer.IsReplayed.ShouldBeFalse();
    }

    [Fact]
    public async Task Without_a_key_a_create_is_made_as_often_as_it_is_sent_and_a_read_ignores_the_header()
    {
        var one = await api.Client.CreateAsync("twins");
        (await api.Client.CreateAsync("twins")).Id.ShouldNotBe(one.Id);
        using var read = await api.Client.SendAsync(HttpMethod.Get, $"{ApiCalls.Items}/{one.Id}", headers: (StreamNames.IdempotencyKeyHeader, "not \" a key"));
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
