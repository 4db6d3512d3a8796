using MassTransit;

namespace Items.Worker.Prompts;

/// <summary>An AMQP URI in MassTransit's terms.</summary>
internal sealed class BrokerAddress
{
    private const ushort Port = 5672;
    private const ushort TlsPort = 5671;
    private const string Tls = "amqps";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly Uri _uri;

    private BrokerAddress(Uri uri) => _uri = uri;

    /// <exception cref="InvalidOperationException">The connection string is missing or no AMQP URI.</exception>
    public static BrokerAddress Read(IConfiguration configuration, string connectionName) =>
        Uri.TryCreate(configuration.GetConnectionString(connectionName), UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or Tls
            ? new(uri)
            : throw new InvalidOperationException($"ConnectionStrings__{connectionName} must be set to an amqp:// or amqps:// URI.");

    public void Configure(IRabbitMqBusFactoryConfigurator rabbit, string connectionName)
    {
        var port = _uri.Port > 0 ? (ushort)_uri.Port : _uri.Scheme == Tls ? TlsPort : Port;
        var path = Uri.UnescapeDataString(_uri.AbsolutePath.TrimStart('/'));
        rabbit.Host(_uri.Host, port, path.Length == 0 ? "/" : path, connectionName, host =>
        {
            var user = _uri.UserInfo.Split(':', 2);
            host.Username(user[0].Length == 0 ? "guest" : Uri.UnescapeDataString(user[0]));
            host.Password(user.Length < 2 ? "guest" : Uri.UnescapeDataString(user[1]));
            host.Heartbeat(Heartbeat);
            host.RequestedConnectionTimeout(ConnectTimeout);
            if (_uri.Scheme == Tls)
            {
                host.UseSsl(ssl => ssl.ServerName = _uri.Host);
            }
        });
    }
}
