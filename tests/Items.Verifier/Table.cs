using System.Net;
using System.Net.Http.Json;
using Items.Contracts;

namespace Items.Verifier;

/// <summary>All items, exact at one position.</summary>
/// <param name="Position">The log's position that it shows.</param>
/// <param name="Items">The items, in no particular order.</param>
public sealed record Table(Cursor Position, IReadOnlyCollection<ItemResource> Items)
{
    /// <summary>Reads <c>/api/snapshot</c> to its end.</summary>
    /// <param name="http">A client of the front door or of an Api.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="HttpRequestException">No answer, or not 200.</exception>
    public static async Task<Table> ReadAsync(HttpClient http, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(http);
        var items = new Dictionary<Guid, ItemResource>();
        Uri? next = new("/api/snapshot?limit=1000", UriKind.Relative);
        while (true)
        {
            using var response = await http.GetAsync(next, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Gone)
            {
                // Somebody shortened the log, or began a new one, between two pages.
                items.Clear();
                next = new("/api/snapshot?limit=1000", UriKind.Relative);
                continue;
            }

            response.EnsureSuccessStatusCode();
            Apply(items, (await response.Content.ReadFromJsonAsync(ContractsJson.Default.IReadOnlyListItemEvent, cancellationToken))!);
            next = NextPage(response);
            if (next is null)
            {
                return Cursor.TryParse(response.Headers.GetValues(StreamNames.CursorHeader).Single(), out var position)
                    ? new Table(position, items.Values)
                    : throw new HttpRequestException("The snapshot's last page has no valid cursor.");
            }
        }
    }

    private static void Apply(Dictionary<Guid, ItemResource> items, IReadOnlyList<ItemEvent> page)
    {
        foreach (var entry in page)
        {
            if (entry.Data is { } item)
            {
                items[item.Id] = item;
            }
            else
            {
                items.Remove(Guid.Parse(entry.Subject!));
            }
        }
    }

    private static Uri? NextPage(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Link", out var links) ? new Uri(links.Single().Split(['<', '>'])[1], UriKind.Relative) : null;
}
