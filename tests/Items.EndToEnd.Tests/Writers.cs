using System.Net;
using System.Net.Http.Json;
using System.Text;
using Items.Contracts;

namespace Items.EndToEnd.Tests;

/// <summary>What clients do to a list: single calls, and many writers at once.</summary>
internal static class Writers
{
    public static async Task<ItemResource> CreateAsync(this HttpClient client, string text)
    {
        using var response = await client.PostAsJsonAsync("/api/items", new NewItem(text), ContractsJson.Default.NewItem);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.ItemResource))!;
    }

    /// <summary>Every item there is, page by page.</summary>
    public static async Task<List<ItemResource>> ReadAllAsync(this HttpClient client)
    {
        var items = new List<ItemResource>();
        for (string? next = "/api/items?limit=1000"; next is not null;)
        {
            using var response = await client.GetAsync(new Uri(next, UriKind.Relative));
            items.AddRange((await response.Content.ReadFromJsonAsync(ContractsJson.Default.IReadOnlyListItemResource))!);
            next = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split(['<', '>'])[1] : null;
        }

        return [.. items.OrderBy(item => item.Id)];
    }

    /// <summary>Writers that create, replace, patch and delete at the same time, partly the same items, partly with conditions that fail.</summary>
    /// <returns>The sequence number of each change that was acknowledged as made.</returns>
    public static async Task<List<long>> RunAsync(IReadOnlyList<HttpClient> apis, int writers, int changesEach)
    {
        var shared = Enumerable.Range(0, 32).Select(_ => Guid.CreateVersion7()).ToArray();
        var made = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            var numbers = new List<long>();
            for (var i = 0; i < changesEach; i++)
            {
                var change = await ChangeAsync(apis[random.Next(apis.Count)], random, shared[random.Next(shared.Length)], $"{writer}.{i}");
                if (change is { } seq)
                {
                    numbers.Add(seq);
                }
            }

            return numbers;
        })));
        return [.. made.SelectMany(numbers => numbers).Order()];
    }

    private static async Task<long?> ChangeAsync(HttpClient api, Random random, Guid id, string text)
    {
        using var request = random.Next(6) switch
        {
            0 or 1 => Request(HttpMethod.Post, "/api/items", $$"""{"item":"{{text}}"}"""),
            2 => Request(HttpMethod.Put, $"/api/items/{id}", $$$"""{"item":"{{{text}}}","attributes":{"by":"put"}}"""),
            3 => Request(HttpMethod.Patch, $"/api/items/{id}", $$$"""{"attributes":{"n":"{{{text}}}"}}""", "application/merge-patch+json"),
            4 => Request(HttpMethod.Delete, $"/api/items/{id}"),
            _ => Request(HttpMethod.Put, $"/api/items/{id}", $$"""{"item":"{{text}}"}""", ifNoneMatch: "*"),
        };
        using var response = await api.SendAsync(request);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return Cursor.TryParse(response.Headers.GetValues(StreamNames.CursorHeader).Single(), out var position)
            ? position.Seq
            : throw new InvalidOperationException("The answer has no cursor.");
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? json = null, string mediaType = "application/json", string? ifNoneMatch = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, mediaType) };
        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        return request;
    }
}
