using Items.Contracts;
using Items.Data.Log;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Items.Api.Relay;

/// <summary>A channel in confirm mode. Any failure ends it; the relay makes another and publishes again from its cursor.</summary>
internal sealed class Publisher : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private Publisher(IConnection connection, IChannel channel)
    {
        _connection = connection;
        _channel = channel;
        channel.BasicAcksAsync += Confirms.OnAckAsync;
        channel.BasicNacksAsync += Confirms.OnNackAsync;
        channel.ChannelShutdownAsync += Confirms.OnShutdownAsync;
    }

    /// <summary>What was published and is not confirmed yet.</summary>
    public ConfirmWindow Confirms { get; } = new();

    /// <summary>Connects and declares the exchange and the stream queue.</summary>
    public static async Task<Publisher> ConnectAsync(IConnectionFactory factory, long streamMaxBytes, CancellationToken cancellationToken)
    {
        var connection = await factory.CreateConnectionAsync(cancellationToken);
        try
        {
            await DeclareAsync(connection, streamMaxBytes, cancellationToken);
            // Tracking confirms one by one costs a third of the throughput; a batch needs only one wait.
            var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);
            return new Publisher(connection, await connection.CreateChannelAsync(options, cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Hands the events to the broker, in order; <see cref="Confirms"/> tells when it has confirmed them.</summary>
    /// <exception cref="OperationCanceledException">It has not taken them within the time limit, perhaps because it takes no messages at the moment (an alarm).</exception>
    public async Task PublishAsync(IReadOnlyList<LogEvent> events, long now, TimeSpan timeLimit)
    {
        using var limit = new CancellationTokenSource(timeLimit);
        var spans = Confirms.Open(events, now).Spans;
        for (var i = 0; i < events.Count; i++)
        {
            await _channel.BasicPublishAsync(
                MessagingNames.Exchange, events[i].Type, mandatory: false, Properties(events[i], spans.Traceparent(i)), events[i].Json, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Closing the connection, not the channel: disposing a channel while confirms are on their way can end the connection with an error of its own.
        await _connection.DisposeAsync();
        await _channel.DisposeAsync();
        Confirms.EndSpans();
    }

    private static async Task DeclareAsync(IConnection connection, long streamMaxBytes, CancellationToken cancellationToken)
    {
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken))
        {
            await channel.ExchangeDeclareAsync(MessagingNames.Exchange, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        }

        await DeclareStreamAsync(connection, streamMaxBytes, cancellationToken);
        await using var binding = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await binding.QueueBindAsync(MessagingNames.LogStream, MessagingNames.Exchange, "#", cancellationToken: cancellationToken);
    }

    /// <summary>A queue that exists with other limits is the operator's choice, and stays.</summary>
    private static async Task DeclareStreamAsync(IConnection connection, long streamMaxBytes, CancellationToken cancellationToken)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "stream", ["x-max-length-bytes"] = streamMaxBytes };
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await channel.QueueDeclareAsync(MessagingNames.LogStream, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
        }
        catch (OperationInterruptedException differs) when (differs.ShutdownReason?.ReplyCode == Constants.PreconditionFailed)
        {
            // The refusal has ended the channel.
        }
    }

    private static BasicProperties Properties(LogEvent logged, string? traceparent) => new()
    {
        ContentType = MessagingNames.EventContentType,
        MessageId = Cursor.FormatSequence(logged.Seq),
        Persistent = true,
        Headers = traceparent is null ? null : new Dictionary<string, object?>(StringComparer.Ordinal) { [MessagingNames.TraceparentHeader] = traceparent },
    };
}
