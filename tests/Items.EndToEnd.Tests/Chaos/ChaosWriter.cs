using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Items.Contracts;
using Items.Testing.Processes;

namespace Items.EndToEnd.Tests.Chaos;

/// <summary>
/// A client that changes a shared list as fast as people at a busy site would, through whichever address, and writes down what it was told. Half of its changes carry an
/// <c>Idempotency-Key</c>; those are repeated until their outcome is known.
/// </summary>
internal sealed class ChaosWriter(int number, IReadOnlyList<HostProcess> hosts, IReadOnlyList<Guid> shared, Ledger ledger, Random random) : IDisposable
{
    /// <summary>Member of the attributes that names the attempt.</summary>
    public const string MarkerName = "op";

    /// <summary>Member of the attributes to filter by: the writer's number modulo 4.</summary>
    public const string GroupName = "w";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Dictionary<Guid, string> _tags = [];
    private int _count;

    /// <summary>Writes until told to stop, then brings what it still repeats to an end.</summary>
    /// <param name="stop">Ends the writing.</param>
    /// <param name="abandon">Ends the repeating as well.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken abandon)
    {
        while (!stop.IsCancellationRequested)
        {
            await WriteAsync(abandon);
            await Task.Delay(random.Next(5, 50), CancellationToken.None);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task WriteAsync(CancellationToken abandon)
    {
        var marker = $"{number}.{_count++}";
        var id = shared[random.Next(shared.Count)];
        var key = random.Next(2) == 0 ? $"\"{Guid.CreateVersion7()}\"" : null;
        var change = Choose(marker, id);
        var attempt = ledger.Begin(marker, change.Method == HttpMethod.Post ? null : id, change.Method == HttpMethod.Delete);
        do
        {
            attempt.Sent++;
            await SendAsync(attempt, change, key);
        }
        while (attempt.Fate == Fate.Unknown && key is not null && await WaitAsync(abandon));
    }

    private Request Choose(string marker, Guid id)
    {
        var attributes = $$"""{"{{MarkerName}}":"{{marker}}","{{GroupName}}":{{number % 4}}}""";
        var whole = $$"""{"item":"{{marker}}","attributes":{{attributes}}}""";
        var path = $"/api/items/{id}";
        var condition = random.Next(3) == 0 && _tags.TryGetValue(id, out var tag) ? ("If-Match", tag) : default;
        return random.Next(10) switch
        {
            0 or 1 => new(HttpMethod.Post, "/api/items", whole),
            2 or 3 => new(HttpMethod.Put, path, whole, Condition: condition),
            4 => new(HttpMethod.Put, path, whole, Condition: ("If-None-Match", "*")),
            5 or 6 or 7 => new(HttpMethod.Patch, path, $$"""{"attributes":{{attributes}}}""", "application/merge-patch+json", condition),
            _ => new(HttpMethod.Delete, path, Condition: condition),
        };
    }

    private async Task SendAsync(Attempt attempt, Request change, string? key)
    {
        try
        {
            using var message = change.ToMessage(hosts[random.Next(hosts.Count)].Address, key);
            using var response = await _http.SendAsync(message);
            var body = await response.Content.ReadAsStringAsync();
            Note(attempt, response, body);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            // The fate stays unknown.
        }
    }

    private void Note(Attempt attempt, HttpResponseMessage response, string body)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent:
                attempt.Fate = Fate.Made;
                attempt.Seq = Cursor.TryParse(response.Headers.GetValues(StreamNames.CursorHeader).Single(), out var position)
                    ? position.Seq
                    : throw new InvalidOperationException("The answer has no cursor.");
                Remember(attempt, response.Headers.ETag);
                break;
            case HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed:
                attempt.Fate = Fate.Refused;
                break;
            case HttpStatusCode.Conflict when body.Contains("in-use", StringComparison.Ordinal):
                break;
            case HttpStatusCode.ServiceUnavailable when Outcome(body) == "unchanged":
                // Told that nothing was changed: by this attempt. An earlier one with the same key may have been made all the same.
                attempt.Fate = attempt.Sent == 1 ? Fate.Refused : Fate.Unknown;
                break;
            case HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout:
                break;
            default:
                throw new InvalidOperationException($"{attempt} was answered with {(int)response.StatusCode} {body}");
        }
    }

    private void Remember(Attempt attempt, EntityTagHeaderValue? tag)
    {
        if (attempt.Item is { } item && tag is not null)
        {
            _tags[item] = tag.Tag;
        }
    }

    private static string? Outcome(string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement.TryGetProperty("outcome", out var outcome) ? outcome.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Before a repetition; false when it is given up.</summary>
    private async Task<bool> WaitAsync(CancellationToken abandon)
    {
        await Task.Delay(random.Next(100, 1_000), CancellationToken.None);
        return !abandon.IsCancellationRequested;
    }

    private sealed record Request(HttpMethod Method, string Path, string? Json = null, string MediaType = "application/json", (string? Name, string? Tag) Condition = default)
    {
        public HttpRequestMessage ToMessage(Uri host, string? key)
        {
            var message = new HttpRequestMessage(Method, new Uri(host, Path)) { Content = Json is null ? null : new StringContent(Json, Encoding.UTF8, MediaType) };
            if (Condition.Name is { } name)
            {
                message.Headers.TryAddWithoutValidation(name, Condition.Tag);
            }

            if (key is not null)
            {
                message.Headers.Add("Idempotency-Key", key);
            }

            return message;
        }
    }
}
