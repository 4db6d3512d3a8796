using System.Net;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Servers;
using Items.Testing.Systems;

namespace Items.Api.Tests.Outages;

public sealed class PostgresOutageTests
{
    [Fact]
    public async Task Without_Postgres_writes_and_reads_get_503_to_repeat_and_with_it_all_goes_on_by_itself()
    {
        await using var postgres = await WiredDatabase.StartAsync();
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with { Database = postgres.ConnectionString });
        var client = system.Api.Client;
        await client.CreateAsync("before");

        postgres.Wire.Cut();
        using (var write = await client.PostAsync("""{"item":"during"}"""))
        {
            await write.ProblemAsync(HttpStatusCode.ServiceUnavailable, ProblemTypes.Unavailable);
            write.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        }

        foreach (var path in (string[])["/api/items", $"/api/items/{Guid.CreateVersion7()}", "/api/events", "/api/socket"])
        {
            using var read = await client.SendAsync(HttpMethod.Get, path);
            await read.ProblemAsync(HttpStatusCode.ServiceUnavailable, ProblemTypes.Unavailable);
        }

        using (var health = await client.SendAsync(HttpMethod.Get, "/health"))
        {
            health.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        using (var alive = await client.SendAsync(HttpMethod.Get, "/alive"))
        {
            alive.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        postgres.Wire.Mend();
        await Eventually.SucceedsAsync(() => client.CreateAsync("after"));
        await Eventually.SucceedsAsync(async () => (await client.GetTextAsync("/health")).ShouldContain("relay: Healthy leading"));
        using var list = await client.SendAsync(HttpMethod.Get, "/api/items");
        (await list.ItemsAsync()).Select(item => item.Text).ShouldBe(["before", "after"]);
    }

    /// <summary>While one connection waits to be told the database's types, the others wait for it, and give up with another exception than it does.</summary>
    [Fact]
    public async Task A_Postgres_that_takes_connections_and_then_says_nothing_ends_no_process()
    {
        await using var postgres = await WiredDatabase.StartAsync();
        postgres.FallSilent();
        await using var system = await ItemsSystem.CreateAsync(ApiFixture.ApiOnly with { Database = postgres.ConnectionString });
        await system.Api.StartAsync("/alive");
        for (var round = 0; round < 3; round++)
        {
            var answers = await Task.WhenAll(
                system.Api.Client.PostAsync("""{"item":"during"}"""), system.Api.Client.SendAsync(HttpMethod.Get, "/api/items"),
                system.Api.Client.SendAsync(HttpMethod.Get, "/api/events"), system.Api.Client.SendAsync(HttpMethod.Get, $"/api/items/{Guid.CreateVersion7()}"),
                system.Api.Client.SendAsync(HttpMethod.Post, "/api/webhooks", """{"url":"https://hooks.example/"}"""));
            foreach (var answer in answers)
            {
                await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, ProblemTypes.Unavailable);
                answer.Dispose();
            }
        }

        system.Api.IsRunning.ShouldBeTrue(system.Api.Output);
        postgres.Wire.Mend();
        await Eventually.SucceedsAsync(() => system.Api.Client.CreateAsync("after"), TimeSpan.FromSeconds(60));
        await Eventually.SucceedsAsync(async () => (await system.Api.Client.GetTextAsync("/health")).ShouldStartWith("Healthy"), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_process_whose_schema_is_behind_is_live_and_not_ready()
    {
        await using var system = await ItemsSystem.CreateAsync(ApiFixture.ApiOnly with { Database = await TestServers.CreateDatabaseAsync() });
        await system.Api.StartAsync("/alive");

        using var health = await system.Api.Client.SendAsync(HttpMethod.Get, "/health");
        health.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("migrations are not applied");
        using var write = await system.Api.Client.PostAsync("""{"item":"too early"}""");
        await write.ProblemAsync(HttpStatusCode.ServiceUnavailable, ProblemTypes.Unavailable);
    }
}
