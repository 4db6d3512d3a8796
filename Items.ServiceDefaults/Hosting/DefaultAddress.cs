using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace Items.ServiceDefaults.Hosting;

internal static class DefaultAddress
{
    /// <summary>Loopback and the given port, unless <c>ASPNETCORE_URLS</c>, <c>ASPNETCORE_HTTP_PORTS</c> or a Kestrel section says otherwise.</summary>
    public static void AddDefaultAddress(this WebApplicationBuilder builder, int port)
    {
        string[] assigned = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        var isAssigned = Array.Exists(assigned, key => !string.IsNullOrEmpty(builder.Configuration[key]))
            || builder.Configuration.GetSection("Kestrel:Endpoints").Exists();
        if (!isAssigned)
        {
            builder.WebHost.UseUrls(DefaultSettings.Loopback(port));
        }

        builder.WebHost.UseKestrel(kestrel => kestrel.AddServerHeader = false);
    }
}
