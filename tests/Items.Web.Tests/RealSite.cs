using System.Net.Http.Json;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Systems;

namespace Items.Web.Tests;

/// <summary>The whole system behind one front door, for all tests together; each finds its own items by a word that nobody else uses.</summary>
public sealed class RealSite : IAsyncLifetime
{
    /// <summary>
    /// The collection of the classes that use it, so that they run one after another: a page shows the newest hundred items, and what
    /// others add pushes one's own off it.
    /// </summary>
    public const string OneList = "the one list of RealSite";

    public ItemsSystem System { get; private set; } = null!;

    public HttpClient Client => System.Web.Client;

    public Uri Address => System.Web.Address;

    public async ValueTask InitializeAsync()
    {
        System = await ItemsSystem.StartAsync(new ItemsSystemOptions { Webs = 1 });
        // Ready means that the page can be served; these tests want it live, too.
        await Eventually.Async(
            async () => (await Client.GetStringAsync(new Uri("/health", UriKind.Relative))).Contains("live changes: Healthy", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60));
    }

    public ValueTask DisposeAsync() => System.DisposeAsync();
}

/// <summary>What somebody else does meanwhile, through the public interface.</summary>
internal static class SomebodyElse
{
    public static async Task<ItemResource> AddsAsync(this HttpClient client, string text, object? attributes = null)
    {
        using var response = await client.PostAsJsonAsync("/api/items", new { item = text, attributes = attributes ?? new { } });
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(ContractsJson.Default.ItemResource))!;
    }

    public static async Task<ItemResource> ChangesAsync(this HttpClient client, Guid id, string text, object? attributes = null)
    {
        using var response = await client.PutAsJsonAsync($"/api/items/{id}", new { item = text, attributes = attributes ?? new { } });
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(ContractsJson.Default.ItemResource))!;
    }

    public static async Task DeletesAsync(this HttpClient client, Guid id)
    {
        using var response = await client.DeleteAsync($"/api/items/{id}");
        response.EnsureSuccessStatusCode();
    }

    public static async Task<ItemResource?> FindsAsync(this HttpClient client, Guid id)
    {
        using var response = await client.GetAsync($"/api/items/{id}");
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync(ContractsJson.Default.ItemResource) : null;
    }

    public static async Task<IReadOnlyList<ItemResource>> SearchesAsync(this HttpClient client, string q) =>
        (await client.GetFromJsonAsync($"/api/items?q={Uri.EscapeDataString(q)}", ContractsJson.Default.IReadOnlyListItemResource))!;

    /// <summary>A word that no other test uses.</summary>
    public static string Word() => $"w{Guid.CreateVersion7():N}"[..20] + Random.Shared.Next(1_000_000);
}
