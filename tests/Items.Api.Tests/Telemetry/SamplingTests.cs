using Items.Testing.Systems;

namespace Items.Api.Tests.Telemetry;

public sealed class SamplingTests
{
    [Theory]
    [InlineData("always_on", true)]
    [InlineData("always_off", false)]
    [InlineData("parentbased_always_off", false)]
    public async Task The_standard_sampler_variables_decide_whether_a_change_carries_its_trace(string sampler, bool carries)
    {
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                // Nobody listens there; what cannot be exported is dropped.
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9",
                ["OTEL_TRACES_SAMPLER"] = sampler,
            },
        });
        await system.Api.Client.CreateAsync("the first write");

        (await system.Api.Client.GetTextAsync("/api/events")).Contains("\"traceparent\":\"00-", StringComparison.Ordinal).ShouldBe(carries);
    }
}
