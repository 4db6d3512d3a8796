using Items.Worker.Claims;
using Items.Worker.Deliveries;
using Items.Worker.Prompts;
using Items.Worker.Requests;
using Items.Worker.Telemetry;

namespace Items.Worker;

internal static class WorkerExtensions
{
    /// <summary>What makes the process a Worker.</summary>
    /// <param name="builder">A host with the database.</param>
    /// <param name="messaging">Connection name of the broker.</param>
    public static WebApplicationBuilder AddWorker(this WebApplicationBuilder builder, string messaging)
    {
        builder.AddPrompts(messaging);
        builder.Services.AddRequests();
        builder.Services.AddDeliveries();
        builder.Services.AddClaims();
        builder.Services.AddLagReport();
        return builder;
    }
}
