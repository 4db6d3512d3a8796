using Items.ServiceDefaults;
using Items.ServiceDefaults.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Items.Worker.Tests.Prompts;

/// <summary>The broker as Aspire's client registers it, for every process.</summary>
public sealed class BrokerTests
{
    [Fact]
    public async Task Recovery_has_one_owner_and_the_broker_makes_nobody_unready()
    {
        await using var app = Build();

        var factory = Factory(app);
        factory.AutomaticRecoveryEnabled.ShouldBeFalse();
        factory.TopologyRecoveryEnabled.ShouldBeFalse();
        app.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(check => check.Name).ShouldBe(["self"]);
    }

    [Fact]
    public async Task Time_outs_are_ours_unless_configuration_says_otherwise()
    {
        await using var app = Build();
        await using var configured = Build(("Aspire:RabbitMQ:Client:ConnectionFactory:RequestedHeartbeat", "00:00:42"));

        Factory(app).RequestedHeartbeat.ShouldBe(TimeSpan.FromSeconds(10));
        Factory(app).RequestedConnectionTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        Factory(configured).RequestedHeartbeat.ShouldBe(TimeSpan.FromSeconds(42));
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://127.0.0.1")]
    public void What_is_no_AMQP_address_is_refused_at_once(string address) =>
        Should.Throw<InvalidOperationException>(() => Build(("ConnectionStrings:messaging", address))).Message.ShouldContain("ConnectionStrings__messaging");

    private static ConnectionFactory Factory(WebApplication app) => app.Services.GetRequiredService<IConnectionFactory>().ShouldBeOfType<ConnectionFactory>();

    private static WebApplication Build(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["ConnectionStrings:messaging"] = "amqp://items:secret@127.0.0.1:1";
        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }

        return builder.AddServiceDefaults("worker", 5003).AddBroker("messaging").Build();
    }
}
