using System.Text;
using Items.Contracts;
using Items.StreamGateway.Events;
using Items.StreamGateway.Telemetry;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Items.StreamGateway.Tail;

/// <summary>Turns a message into an arrival for the tail. Runs on the connection's dispatcher: the body is gone when it returns.</summary>
internal sealed partial class MessageReceiver(
    Inbox inbox, EventTracing tracing, GatewayMetrics metrics, IOptions<TailOptions> options, TimeProvider time, ILogger<MessageReceiver> logger)
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(1);

    private long _lastLogged;
    private int _unlogged;

    public void Receive(ReadOnlySpan<byte> body, IReadOnlyBasicProperties properties)
    {
        metrics.Received();
        if (body.Length > options.Value.MaxEventBytes || !EnvelopeReader.TryRead(body, out var envelope) || EventTypes.Unstored.Contains(envelope.Type, StringComparer.Ordinal))
        {
            metrics.Malformed();
            LogThrottled(body.Length);
            return;
        }

        var trace = tracing.IsOn ? tracing.Receive(envelope, TraceparentOf(properties), body.Length) : default;
        if (!inbox.TryPost(new Arrival(envelope, body, trace)))
        {
            metrics.Overflowed();
        }
    }

    private static string? TraceparentOf(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue(MessagingNames.TraceparentHeader, out var value) == true && value is byte[] { Length: <= 64 } utf8
            ? Encoding.UTF8.GetString(utf8)
            : null;

    /// <summary>Once a second at most: whoever can publish must not be able to fill the log.</summary>
    private void LogThrottled(int length)
    {
        _unlogged++;
        if (_lastLogged == 0 || time.GetElapsedTime(_lastLogged) >= LogInterval)
        {
            LogMalformed(_unlogged, length);
            _lastLogged = time.GetTimestamp();
            _unlogged = 0;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ignored {Count} messages that are no events of ours; the last had {Length} bytes.")]
    private partial void LogMalformed(int count, int length);
}
