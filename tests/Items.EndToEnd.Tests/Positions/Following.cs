using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Items.Contracts;

namespace Items.EndToEnd.Tests.Positions;

/// <summary>Ways to follow: a stream, history page by page, and to be away for too long.</summary>
internal static class Following
{
    public static async IAsyncEnumerable<ItemEvent> BySseAsync(HttpClient gateway, Cursor after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await gateway.GetAsync(new Uri($"/sse?after={after}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await PositionGoneException.ThrowIfGoneAsync(response);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var block in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            if (block.Data.Length > 0)
            {
                yield return JsonSerializer.Deserialize(block.Data, ContractsJson.Default.ItemEvent)!;
            }
        }
    }

    /// <summary>Reads nothing until it is called back, so that its position is lost as soon as one can be; then by history.</summary>
    public static async IAsyncEnumerable<ItemEvent> AfterAbsenceAsync(
        HttpClient api, Task called, Cursor after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!called.IsCompleted)
        {
            using var response = await api.GetAsync(new Uri($"/api/events?after={after}&limit=0", UriKind.Relative), cancellationToken);
            await PositionGoneException.ThrowIfGoneAsync(response);
            await Task.Delay(20, cancellationToken);
        }

        await foreach (var change in ByHistoryAsync(api, 500, after, cancellationToken))
        {
            yield return change;
        }
    }

    /// <param name="api">The API.</param>
    /// <param name="page">Events at a time: few make a slow reader.</param>
    /// <param name="after">The position.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<ItemEvent> ByHistoryAsync(HttpClient api, int page, Cursor after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            using var response = await api.GetAsync(new Uri($"/api/events?after={after}&limit={page}", UriKind.Relative), cancellationToken);
            await PositionGoneException.ThrowIfGoneAsync(response);
            var events = await response.Content.ReadFromJsonAsync(ContractsJson.Default.IReadOnlyListItemEvent, cancellationToken);
            foreach (var change in events!)
            {
                yield return change;
                after = after with { Seq = change.Data!.Seq };
            }

            if (events!.Count == 0)
            {
                await Task.Delay(20, cancellationToken);
            }
        }
    }
}
