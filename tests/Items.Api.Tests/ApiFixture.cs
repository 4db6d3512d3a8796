using Items.Testing.Systems;

[assembly: AssemblyFixture(typeof(Items.Api.Tests.SharedApi))]

namespace Items.Api.Tests;

/// <summary>The one Api process of the tests that only add to a list.</summary>
public sealed class SharedApi : ApiFixture;

/// <summary>An Api process with a database and a virtual host of its own.</summary>
public class ApiFixture : IAsyncLifetime
{
    private ItemsSystem? _system;

    public ItemsSystem System => _system!;

    public HttpClient Client => _system!.Api.Client;

    public virtual async ValueTask InitializeAsync() => _system = await ItemsSystem.StartAsync(ApiOnly);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }
    }

    public static ItemsSystemOptions ApiOnly { get; } = new() { Gateways = 0 };
}
