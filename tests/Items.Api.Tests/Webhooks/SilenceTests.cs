using System.Net;
using Items.Contracts.Webhooks;
using Items.Testing;
using Items.Testing.Systems;

namespace Items.Api.Tests.Webhooks;

public sealed class SilenceTests
{
    /// <summary>Part of an URL that is a capability.</summary>
    private const string Token = "t0ken-that-nobody-may-read";

    [Fact]
    public async Task No_log_and_no_trace_has_a_secret_or_an_URL_even_where_everything_is_logged()
    {
        await using var collector = Collector.Start();
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with { Environment = Verbose(collector) });
        var (client, url) = (system.Api.Client, $"https://hooks.example/{Token}?key={Token}");
        using var created = await client.PostWebhookAsync($$"""{"url":"{{url}}"}""");
        var (webhook, first) = await created.SecretAsync(HttpStatusCode.Created);
        using var rotated = await client.DoAsync(webhook.Id, "rotate-secret");
        var second = (await rotated.SecretAsync(HttpStatusCode.OK)).Secret;
        foreach (var refused in (string[])[$"https://{Token}:{Token}@hooks.example/", $"http://hooks.example/{Token}", $"https://127.0.0.1/{Token}", $"not an URL {Token}"])
        {
            using var response = await client.PatchWebhookAsync(webhook.Id, $$"""{"url":"{{refused}}"}""");
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain(Token);
        }

        await client.PatchWebhookAsync(webhook.Id, $$"""{"url":"{{url}}&more"}""");
        await client.GetWebhookAsync(webhook.Id);
        // The last request is in what was logged and exported, so the others are.
        var mark = Guid.CreateVersion7().ToString();
        await client.SendAsync(HttpMethod.Get, $"/api/nothing-{mark}");
        await Eventually.Async(() => collector.Has("rotate-secret") && collector.Has(mark) && system.Api.Output.Contains(mark, StringComparison.Ordinal));

        foreach (var secret in (string[])[Token, first, second, first[WebhookSecret.Prefix.Length..], second[WebhookSecret.Prefix.Length..]])
        {
            system.Api.Output.ShouldNotContain(secret);
            collector.Has(secret).ShouldBeFalse();
        }
    }

    private static Dictionary<string, string> Verbose(Collector collector) => new(StringComparer.Ordinal)
    {
        ["Logging__LogLevel__Default"] = "Trace",
        ["Logging__LogLevel__Microsoft"] = "Trace",
        ["Logging__LogLevel__Microsoft.EntityFrameworkCore.Database.Command"] = "Trace",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
    };
}
