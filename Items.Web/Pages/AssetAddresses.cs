using Microsoft.AspNetCore.StaticAssets;

namespace Items.Web.Pages;

/// <summary>The addresses of the site's files with the fingerprint of their content, so that browsers may keep them for ever.</summary>
internal sealed class AssetAddresses(EndpointDataSource endpoints)
{
    private readonly Lazy<Dictionary<string, string>> _addresses = new(() => Find(endpoints));

    public string this[string file] => _addresses.Value.TryGetValue(file, out var address) ? $"/{address}" : $"/{file}";

    private static Dictionary<string, string> Find(EndpointDataSource endpoints)
    {
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var asset in endpoints.Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>()).OfType<StaticAssetDescriptor>())
        {
            if (asset.Properties.FirstOrDefault(property => property.Name == "label") is { } label)
            {
                addresses[label.Value] = asset.Route;
            }
        }

        return addresses;
    }
}
