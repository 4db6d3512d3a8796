using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Items.Contracts.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Items.Worker.Tests.World;

/// <summary>A request as a receiver got it.</summary>
internal sealed record Delivery(string Id, string Timestamp, string Signature, string ContentType, string Body)
{
    /// <summary>When it came, by the real clock.</summary>
    public long At { get; } = Stopwatch.GetTimestamp();

    public string? Traceparent { get; init; }

    /// <summary>What it was answered with.</summary>
    public int Status { get; set; }

    /// <summary>The sequence numbers of its events.</summary>
    public IReadOnlyList<long> Sequences { get; } = Read(Body);

    public static async Task<Delivery> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        return new Delivery(
            request.Headers[WebhookHeaders.Id].ToString(),
            request.Headers[WebhookHeaders.Timestamp].ToString(),
            request.Headers[WebhookHeaders.Signature].ToString(),
            request.ContentType ?? "",
            body)
        {
            Traceparent = request.Headers.TraceParent,
        };
    }

    private static long[] Read(string body)
    {
        using var json = JsonDocument.Parse(body);
        JsonElement[] events = json.RootElement.ValueKind == JsonValueKind.Array ? [.. json.RootElement.EnumerateArray()] : [json.RootElement];
        return [.. events.Where(logged => logged.TryGetProperty("sequence", out _)).Select(logged => long.Parse(logged.GetProperty("sequence").GetString()!, CultureInfo.InvariantCulture))];
    }
}
