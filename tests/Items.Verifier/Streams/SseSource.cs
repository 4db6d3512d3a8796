using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Items.Contracts;

namespace Items.Verifier.Streams;

/// <summary><c>/sse</c>: one event per block.</summary>
public sealed class SseSource(HttpClient http) : IEventSource
{
    public async IAsyncEnumerable<ItemEvent> OpenAsync(Uri host, StreamQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await ConnectAsync(new Uri(host, $"{StreamNames.SsePath}?{query}"), cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var blocks = SseParser.Create(body, (_, data) => JsonSerializer.Deserialize(data, ContractsJson.Default.ItemEvent)!);
        await foreach (var block in blocks.EnumerateAsync(cancellationToken))
        {
            yield return block.Data;
        }
    }

    private async Task<HttpResponseMessage> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
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
