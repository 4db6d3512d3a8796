using Items.Contracts;
using Items.Data.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Items.Data.Tests.Setup;

/// <summary>What of Aspire's registration of the context is taken, and what is switched off.</summary>
public sealed class ContextTests
{
    private const string Database = "Host=127.0.0.1;Port=1;Database=itemsdb;Username=items;Password=secret";

    [Theory]
    [InlineData(null, false)]
    [InlineData("http://127.0.0.1:9", true)]
    public void Npgsql_is_traced_in_a_process_that_exports_telemetry_and_in_no_other(string? collector, bool isTraced) =>
        Build(collector).Services.Any(service => service.ServiceType.FullName == "OpenTelemetry.Trace.TracerProvider").ShouldBe(isTraced);

    [Fact]
    public async Task It_brings_no_health_check_that_builds_the_model()
    {
        await using var app = Build().Build();

        app.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(check => check.Name).ShouldBe(["database"]);
    }

    [Fact]
    public async Task It_uses_connections_that_are_there_already_and_does_not_retry()
    {
        await using var app = Build().Build();

        await using var context = await app.Services.GetRequiredService<IDbContextFactory<ItemsDbContext>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);

        context.Database.GetDbConnection().ShouldBeOfType<NpgsqlConnection>().DataSource.ShouldBe("tcp://127.0.0.1:1");
        context.Database.CreateExecutionStrategy().RetriesOnFailure.ShouldBeFalse();
        app.Services.GetServices<NpgsqlDataSource>().Count().ShouldBe(1);
    }

    private static WebApplicationBuilder Build(string? collector = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration[$"ConnectionStrings:{ServiceNames.Database}"] = Database;
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector;
        return builder.AddItemsData(ServiceNames.Database);
    }
}
