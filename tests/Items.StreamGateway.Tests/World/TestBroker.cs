using System.Net.Http.Json;
using Items.Contracts;
using Items.Testing.Servers;
using RabbitMQ.Client;

namespace Items.StreamGateway.Tests.World;

/// <summary>A virtual host of the real broker, published to by the test; taken away and given back it is a broker that is down.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private readonly HttpClient _management;
    private IConnection? _connection;
    private IChannel? _channel;

    private TestBroker(Uri uri, HttpClient management) => (Uri, _management) = (uri, management);

    public Uri Uri { get; }

    private string VirtualHost => Uri.AbsolutePath.Trim('/');

    public static async Task<TestBroker> CreateAsync() =>
        new(new Uri(await TestServers.CreateVirtualHostAsync()), await TestServers.CreateManagementClientAsync());

    public async Task PublishAsync(ReadOnlyMemory<byte> body, string routingKey = EventTypes.Created, string? traceparent = null)
    {
        var properties = new BasicProperties { ContentType = MessagingNames.EventContentType, Persistent = true };
        if (traceparent is not null)
        {
            properties.Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { [MessagingNames.TraceparentHeader] = traceparent };
        }

        var channel = await ChannelAsync();
        await channel.BasicPublishAsync(MessagingNames.Exchange, routingKey, mandatory: false, properties, body);
    }

    /// <summary>Waits until the gateway's queue is bound.</summary>
    public Task WaitForConsumerAsync() => Testing.Eventually.Async(async () =>
    {
        var bindings = await _management.GetFromJsonAsync<List<Binding>>($"api/bindings/{VirtualHost}");
        return bindings!.Exists(binding => binding.Source == MessagingNames.Exchange && binding.Destination.StartsWith("items.gateway.", StringComparison.Ordinal));
    });

    /// <summary>Ends every connection; new ones are refused.</summary>
    public async Task TakeDownAsync()
    {
        await CloseAsync();
        (await _management.DeleteAsync(new Uri($"api/vhosts/{VirtualHost}", UriKind.Relative))).EnsureSuccessStatusCode();
    }

    public async Task BringBackAsync()
    {
        (await _management.PutAsJsonAsync($"api/vhosts/{VirtualHost}", new { })).EnsureSuccessStatusCode();
        var user = Uri.UserInfo.Split(':')[0];
        (await _management.PutAsJsonAsync(
            $"api/permissions/{VirtualHost}/{user}", new { configure = ".*", write = ".*", read = ".*" })).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _management.Dispose();
    }

    private async Task<IChannel> ChannelAsync()
    {
        if (_channel is null)
        {
            _connection = await new ConnectionFactory { Uri = Uri }.CreateConnectionAsync();
            _channel = await _connection.CreateChannelAsync();
            await _channel.ExchangeDeclareAsync(MessagingNames.Exchange, ExchangeType.Topic, durable: true, autoDelete: false);
        }

        return _channel;
    }

    private async Task CloseAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            (_connection, _channel) = (null, null);
        }
    }

    private sealed record Binding(string Source, string Destination);
}
