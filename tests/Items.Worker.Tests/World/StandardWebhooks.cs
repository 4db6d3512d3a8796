using System.Diagnostics;
using System.Text.Json;
using Items.Contracts.Webhooks;
using Items.Testing;
using Items.Testing.Processes;

namespace Items.Worker.Tests.World;

/// <summary>The npm package standardwebhooks, which nobody here wrote, as the judge of signatures.</summary>
internal static class StandardWebhooks
{
    public const string Ok = "ok";
    public const string NoMatch = "No matching signature found";
    public const string TooOld = "Message timestamp too old";

    /// <summary>Its verdict on each request, under the secret beside it.</summary>
    public static async Task<string[]> VerifyAsync(params (string Secret, Delivery Delivery)[] requests)
    {
        var file = Path.Combine(Path.GetTempPath(), $"items-{Guid.CreateVersion7():N}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(requests.Select(request => new
        {
            secret = request.Secret,
            headers = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [WebhookHeaders.Id] = request.Delivery.Id,
                [WebhookHeaders.Timestamp] = request.Delivery.Timestamp,
                [WebhookHeaders.Signature] = request.Delivery.Signature,
            },
            body = request.Delivery.Body,
        })));
        try
        {
            var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "verify.cjs"), file]);
            start.Environment["NODE_PATH"] = Repository.PathOf("tests", "Items.Worker.Tests", "obj", "npm");
            return JsonSerializer.Deserialize<string[]>(await ChildProcess.RunAsync("verify.cjs", start, TimeSpan.FromSeconds(60)))!;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
