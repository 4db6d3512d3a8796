using Items.Contracts;
using Items.ServiceDefaults.Resilience;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Items.StreamGateway.Tail;

/// <summary>
/// Keeps one consumer of the exchange alive. Each connection has a queue of its own that ends with it: what is published meanwhile, or dropped when the
/// queue is full, is a gap that the tail finds and repairs, so nothing here needs to be acknowledged, recovered or remembered.
/// </summary>
internal sealed partial class BrokerConsumer(
    IConnectionFactory connections,
    MessageReceiver receiver,
    Inbox inbox,
    TailState state,
    IOptions<TailOptions> options,
    TimeProvider time,
    ILogger<BrokerConsumer> logger) : BackgroundService
{
    private const string AnyRoutingKey = "#";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = new Backoff(options.Value.MaxRetryDelay);
        while (!stoppingToken.IsCancellationRequested)
        {
            var reason = await ConsumeAsync(backoff, stoppingToken);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            var delay = backoff.Next();
            LogDisconnected(reason, delay);
            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Consumes until the connection, the channel or the queue ends, and says why it did.</summary>
    private async Task<string> ConsumeAsync(Backoff backoff, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await connections.CreateConnectionAsync(cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            channel.ChannelShutdownAsync += (_, args) =>
            {
                ended.TrySetResult(args.ReplyText);
                return Task.CompletedTask;
            };
            await SubscribeAsync(channel, ended, cancellationToken);
            SetConnected(true);
            backoff.Reset();
            LogConnected();
            return await ended.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return "stopping";
        }
#pragma warning disable CA1031 // Whatever ended the connection, the answer is the same: connect again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception.Message;
        }
        finally
        {
            SetConnected(false);
        }
    }

    private async Task SubscribeAsync(IChannel channel, TaskCompletionSource<string> ended, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(
            MessagingNames.Exchange, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["x-max-length"] = options.Value.QueueMaxLength,
            ["x-overflow"] = "drop-head",
        };
        var queue = await channel.QueueDeclareAsync(
            $"items.gateway.{Guid.CreateVersion7():N}", durable: false, exclusive: true, autoDelete: true, arguments, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue.QueueName, MessagingNames.Exchange, AnyRoutingKey, cancellationToken: cancellationToken);
        await channel.BasicConsumeAsync(
            queue.QueueName, autoAck: true, new QueueConsumer(channel, receiver, ended), cancellationToken: cancellationToken);
    }

    /// <summary>Wakes the tail either way: on connecting it asks the Api once, so that nothing falls between; on losing the broker it starts to follow the Api.</summary>
    private void SetConnected(bool connected)
    {
        state.IsBrokerConnected = connected;
        inbox.Changed.Set();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Consuming events from the broker.")]
    private partial void LogConnected();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker is not available ({Reason}). Following the Api's history; next attempt in {Delay}.")]
    private partial void LogDisconnected(string reason, TimeSpan delay);

    private sealed class QueueConsumer(IChannel channel, MessageReceiver receiver, TaskCompletionSource<string> ended) : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicDeliverAsync(
            string consumerTag,
            ulong deliveryTag,
            bool redelivered,
            string exchange,
            string routingKey,
            IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default)
        {
            receiver.Receive(body.Span, properties);
            return Task.CompletedTask;
        }

        public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
        {
            ended.TrySetResult("the queue was deleted");
            return Task.CompletedTask;
        }
    }
}
