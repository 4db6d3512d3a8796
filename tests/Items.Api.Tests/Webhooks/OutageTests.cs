using System.Net;
using System.Text.Json;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Systems;
using Npgsql;

namespace Items.Api.Tests.Webhooks;

public sealed class OutageTests
{
    [Fact]
    public async Task Without_Postgres_the_answer_says_whether_a_change_may_have_been_made()
    {
        await using var postgres = await WiredDatabase.StartAsync();
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with { Database = postgres.ConnectionString });
        var client = system.Api.Client;
        var webhook = await client.CreateWebhookAsync();

        // A change that waits for the row when the connection is cut.
        await using (var session = new NpgsqlConnection(postgres.Direct + ";Pooling=false"))
        {
            await session.OpenAsync(TestContext.Current.CancellationToken);
            await RunAsync(session, $"BEGIN; SELECT 1 FROM webhooks WHERE id = '{webhook.Id}' FOR UPDATE");
            var change = client.PatchWebhookAsync(webhook.Id, """{"description":"perhaps"}""");
            await Eventually.Async(async () => await RunAsync(session, "SELECT pg_stat_clear_snapshot(); SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") is 1L);
            postgres.Wire.Cut();
            using var unknown = await change;
            (await OutcomeAsync(unknown)).ShouldBe("unknown");
            await RunAsync(session, "COMMIT");
        }

        using (var refused = await client.PatchWebhookAsync(webhook.Id, """{"description":"no"}"""))
        {
            (await OutcomeAsync(refused)).ShouldBe("unchanged");
        }

        foreach (var path in (string[])[WebhookCalls.Webhooks, WebhookCalls.PathOf(webhook.Id), $"{WebhookCalls.PathOf(webhook.Id)}/deliveries"])
        {
            using var read = await client.SendAsync(HttpMethod.Get, path);
            await read.ProblemAsync(HttpStatusCode.ServiceUnavailable, ProblemTypes.Unavailable);
        }

        postgres.Wire.Mend();
        await Eventually.SucceedsAsync(() => client.CreateWebhookAsync());
    }

    private static async Task<string?> OutcomeAsync(HttpResponseMessage response)
    {
        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable, ProblemTypes.Unavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return problem.RootElement.GetProperty("outcome").GetString();
    }

    private static async Task<object?> RunAsync(NpgsqlConnection session, string sql)
    {
        await using var command = new NpgsqlCommand(sql, session);
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        object? last = null;
        do
        {
            last = await rows.ReadAsync(TestContext.Current.CancellationToken) ? rows.GetValue(0) : last;
        }
        while (await rows.NextResultAsync(TestContext.Current.CancellationToken));

        return last;
    }
}
