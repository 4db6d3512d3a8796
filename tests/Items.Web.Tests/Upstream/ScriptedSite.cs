using System.Globalization;
using Items.Testing.Processes;

namespace Items.Web.Tests.Upstream;

/// <summary>The site as a process of its own, with an upstream that misbehaves on command.</summary>
public sealed class ScriptedSite : IAsyncLifetime
{
    public ScriptedUpstream Upstream { get; } = new();

    public HostProcess Web { get; private set; } = null!;

    public ScriptedLog Log => Upstream.Log;

    public ScriptedWebhooks Webhooks => Upstream.Webhooks;

    public HttpClient Client => Web.Client;

    /// <summary>Configuration beside the addresses.</summary>
    public IDictionary<string, string> Configuration { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Live__Heartbeat"] = "00:00:01",
        ["Live__MinRetryDelay"] = "00:00:00.05",
        ["Live__MaxRetryDelay"] = "00:00:00.5",
        ["Logging__LogLevel__Default"] = "Information",
    };

    public async ValueTask InitializeAsync()
    {
        await Upstream.StartAsync();
        var address = Upstream.Address.GetLeftPart(UriPartial.Authority);
        Configuration["services__api__http__0"] = address;
        Configuration["services__gateway__http__0"] = address;
        Web = new HostProcess("Items.Web", Configuration.AsReadOnly());
        await Web.StartAsync();
        await Testing.Eventually.Async(() => Upstream.Gateway.Opened > 0);
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>Follows the site as a page does.</summary>
    public Task<LivePage> FollowAsync(long? after = null) =>
        LivePage.OpenAsync(Client, after is null ? "/live" : $"/live?after={new Contracts.Cursor(Log.Epoch, after.Value).ToString()}");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Web?.Address} before {Upstream.Address}");
}
