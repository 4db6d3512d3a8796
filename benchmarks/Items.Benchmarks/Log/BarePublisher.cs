using System.Text.Json;
using Items.Contracts;
using RabbitMQ.Client;

namespace Items.Benchmarks.Log;

/// <summary>Publishes given messages as fast as the broker confirms them, a thousand at a time, and does nothing else.</summary>
internal sealed class BarePublisher : IAsyncDisposable
{
    private const int BatchSize = 1_000;

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly byte[][] _messages;
    private readonly SemaphoreSlim _confirmed = new(0);
    private readonly BasicProperties _properties = new() { ContentType = MessagingNames.EventContentType, DeliveryMode = DeliveryModes.Persistent };
    private ulong _last;

    private BarePublisher(IConnection connection, IChannel channel, byte[][] messages)
    {
        (_connection, _channel, _messages) = (connection, channel, messages);
        channel.BasicAcksAsync += (_, confirm) =>
        {
            if (confirm.DeliveryTag >= Volatile.Read(ref _last))
            {
                _confirmed.Release();
            }

            return Task.CompletedTask;
        };
    }

    public static async Task<BarePublisher> StartAsync(string broker, byte[] events)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false));
        using var json = JsonDocument.Parse(events);
        return new BarePublisher(connection, channel, [.. json.RootElement.EnumerateArray().Select(message => JsonSerializer.SerializeToUtf8Bytes(message))]);
    }

    /// <summary>Messages in a second.</summary>
    public async Task<double> PublishAsync(int count)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var published = 0; published < count; published += BatchSize)
        {
            Volatile.Write(ref _last, await _channel.GetNextPublishSequenceNumberAsync() + BatchSize - 1);
            for (var i = 0; i < BatchSize; i++)
            {
                await _channel.BasicPublishAsync(MessagingNames.Exchange, EventTypes.Created, mandatory: false, _properties, _messages[i % _messages.Length]);
            }

            await _confirmed.WaitAsync();
        }

        return count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _channel.DisposeAsync();
        _confirmed.Dispose();
    }
}
