namespace Items.AppHost;

/// <summary>What the dashboard shows as addresses: in its list those that a person opens, in a resource's details also those that programs use.</summary>
internal static class Addresses
{
    public static void AsDetail(this ResourceUrlAnnotation url, string text)
    {
        url.DisplayText = text;
        url.DisplayLocation = UrlDisplayLocation.DetailsOnly;
    }

    /// <summary>A further page under an endpoint.</summary>
    public static IResourceBuilder<T> WithPage<T>(this IResourceBuilder<T> resource, string path, string text)
        where T : IResourceWithEndpoints =>
        resource.WithUrlForEndpoint(Host.Http, _ => new ResourceUrlAnnotation { Url = path, DisplayText = text });
}
