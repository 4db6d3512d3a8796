using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Items.Contracts;
using Items.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Items.Api.Tests.Relay;

/// <summary>What a direct consumer gets.</summary>
internal sealed record Message(string Exchange, string RoutingKey, BasicProperties Properties, string Body)
{
    public long Seq { get; } = long.Parse(Properties.MessageId!, CultureInfo.InvariantCulture);
}

/// <summary>A direct consumer of every event, with a queue of its own.</summary>
internal sealed class Consumer(IConnection connection, IChannel channel, Channel<Message> messages) : IAsyncDisposable
{
    /// <summary>Messages that came again.</summary>
    public int Repeats { get; private set; }

    public static async Task<Consumer> StartAsync(string broker)
    {
        var connection = await new ConnectionFactory { Uri = new(broker) }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        var messages = Channel.CreateUnbounded<Message>();
        await channel.ExchangeDeclareAsync(MessagingNames.Exchange, ExchangeType.Topic, durable: true);
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, MessagingNames.Exchange, "#");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) => await messages.Writer.WriteAsync(new(
            delivery.Exchange, delivery.RoutingKey, new BasicProperties(delivery.BasicProperties), Encoding.UTF8.GetString(delivery.Body.Span)));
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return new Consumer(connection, channel, messages);
    }

    public async Task<Message> NextAsync(TimeSpan? within = null)
    {
        using var deadline = new CancellationTokenSource(within ?? Eventually.Patience);
        return await messages.Reader.ReadAsync(deadline.Token);
    }

    /// <summary>At least once: what comes again is older, and what comes for the first time is the next, up to the last.</summary>
    public async Task HasAllAsync(long first, long last, TimeSpan? within = null)
    {
        for (var expected = first; expected <= last;)
        {
            var seq = (await NextAsync(within)).Seq;
            seq.ShouldBeLessThanOrEqualTo(expected);
            Repeats += seq < expected ? 1 : 0;
            expected = Math.Max(expected, seq + 1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
