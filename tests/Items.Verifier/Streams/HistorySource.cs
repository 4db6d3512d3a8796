using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Items.Contracts;

namespace Items.Verifier.Streams;

/// <summary><c>/api/events</c>, page by page up to the log's head. It knows no filter but that of types.</summary>
public sealed class HistorySource(HttpClient http) : IEventSource
{
    public async IAsyncEnumerable<ItemEvent> OpenAsync(Uri host, StreamQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Uri? next = new(host, $"/api/events?limit=1000&{query}");
        while (next is not null)
        {
            using var response = await ReadAsync(next, cancellationToken);
            foreach (var change in (await response.Content.ReadFromJsonAsync(ContractsJson.Default.IReadOnlyListItemEvent, cancellationToken))!)
            {
                yield return change;
            }

            next = response.Headers.TryGetValues("Link", out var links) ? new Uri(host, links.Single().Split(['<', '>'])[1]) : null;
        }
    }

    private async Task<HttpResponseMessage> ReadAsync(Uri page, CancellationToken cancellationToken)
    {
        try
        {
            var response = await http.GetAsync(page, cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return response;
            }

            using (response)
            {
                throw new StreamRefusedException(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
            }
        }
        catch (HttpRequestException broken)
        {
            throw new IOException(broken.Message, broken);
        }
    }
}
