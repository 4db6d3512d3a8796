using System.Net;
using System.Text;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests;

/// <summary>Writes whose answer was lost, as people and clients meet them: behind the front door.</summary>
public sealed class RepeatedWriteTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_form_whose_commit_was_not_confirmed_is_sent_again_by_the_site_and_takes_effect_once()
    {
        await using var database = await WiredDatabase.StartAsync();
        await using var system = await ItemsSystem.StartAsync(new() { Gateways = 0, Webs = 1, Database = database.ConnectionString });
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = system.Web.Address };

        (await SubmitAsync("/items", ("text", "one"))).ShouldContain("done=added");
        var added = (await system.Api.Client.ReadAllAsync()).ShouldHaveSingleItem();
        (await SubmitAsync($"/items/{added.Id}", ("text", "two"), ("state", await StateAsync()))).ShouldContain("done=saved");
        (await SubmitAsync($"/items/{added.Id}/delete", ("state", await StateAsync()))).ShouldContain("done=deleted");

        (await system.Api.Client.ReadAllAsync()).ShouldBeEmpty();
        using var log = await system.Api.Client.GetAsync(new Uri("/api/events?limit=0", UriKind.Relative), Cancellation);
        log.Headers.GetValues(StreamNames.CursorHeader).Single().ShouldEndWith(Cursor.FormatSequence(3), Case.Sensitive, "an event for each form");

        async Task<string> StateAsync()
        {
            using var read = await system.Api.Client.GetAsync(new Uri($"/api/items/{added.Id}", UriKind.Relative), Cancellation);
            return read.Headers.ETag!.Tag.Trim('"');
        }

        async Task<string> SubmitAsync(string path, params (string Name, string Value)[] fields)
        {
            using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
            await using var held = await HeldLog.TakeAsync(database.Direct);
            var submitted = browser.PostAsync(new Uri(path, UriKind.Relative), form, Cancellation);
            await held.UntilWaitedForAsync();
            database.Wire.Cut();
            database.Wire.Mend();
            await held.LetGoAsync();
            using var response = await submitted;
            response.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await response.Content.ReadAsStringAsync(Cancellation));
            return response.Headers.Location!.OriginalString;
        }
    }

    [Fact]
    public async Task The_front_door_passes_the_key_on_and_tells_of_a_repetition()
    {
        await using var system = await ItemsSystem.StartAsync(new() { Gateways = 0, Webs = 1 });
        var answers = new List<(string Body, bool IsReplayed)>();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/items") { Content = new StringContent("""{"item":"once"}""", Encoding.UTF8, "application/json") };
            request.Headers.Add(StreamNames.IdempotencyKeyHeader, "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"");
            using var response = await system.Web.Client.SendAsync(request, Cancellation);
            response.StatusCode.ShouldBe(HttpStatusCode.Created);
            answers.Add((await response.Content.ReadAsStringAsync(Cancellation), response.Headers.Contains(StreamNames.IdempotencyReplayedHeader)));
        }

        answers.ShouldBe([(answers[0].Body, false), (answers[0].Body, true)]);
    }

    [Fact]
    public async Task Behind_a_door_whose_Api_dies_the_problem_tells_what_to_do_and_doing_it_makes_one_event()
    {
        await using var system = await ItemsSystem.StartAsync(new() { Gateways = 0, Webs = 1 });
        async Task<HttpResponseMessage> PostAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/items") { Content = new StringContent("""{"item":"once"}""", Encoding.UTF8, "application/json") };
            request.Headers.Add(StreamNames.IdempotencyKeyHeader, "\"the-same\"");
            return await system.Web.Client.SendAsync(request, Cancellation);
        }

        await using (var held = await HeldLog.TakeAsync(system.Database))
        {
            var posted = PostAsync();
            await held.UntilWaitedForAsync();
            await system.Api.KillAsync();
            await held.LetGoAsync();
            using var lost = await posted;
            lost.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
            (await lost.Content.ReadAsStringAsync(Cancellation)).ShouldContain("Idempotency-Key can be repeated safely");
        }

        await system.Api.StartAsync();
        await Eventually.Async(async () =>
        {
            using var again = await PostAsync();
            return again.StatusCode == HttpStatusCode.Created && again.Headers.Contains(StreamNames.IdempotencyReplayedHeader);
        });
        (await system.Api.Client.ReadAllAsync()).ShouldHaveSingleItem();
    }
}
