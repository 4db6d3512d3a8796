using System.Globalization;
using System.Text;
using Items.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Items.Benchmarks.FanOut;

/// <summary>
/// A log that costs nothing: events published to the exchange as the relay does it, and an answer to the gateway's question where the log's head is. Whoever
/// relays, gets the same messages from the same broker.
/// </summary>
internal sealed class Feed : IAsyncDisposable
{
    private const string Epoch = "6923a1c4";
    private const int Bytes = 300;
    private const string Item = "019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01";

    private readonly WebApplication _history;
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly Func<long, byte[]> _makeEvent;
    private long _head;

    private Feed(WebApplication history, IConnection connection, IChannel channel, Func<long, byte[]> makeEvent) => (_history, _connection, _channel, _makeEvent) = (history, connection, channel, makeEvent);

    /// <summary>The number of the last event that was published.</summary>
    public long Head => Volatile.Read(ref _head);

    public static async Task<Feed> StartAsync(int port, string broker, Func<long, byte[]> makeEvent)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(MessagingNames.Exchange, ExchangeType.Topic, durable: true, autoDelete: false);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var history = builder.Build();
        var feed = new Feed(history, connection, channel, makeEvent);
        history.MapGet("/api/events", feed.AnswerAsync);
        await history.StartAsync();
        return feed;
    }

    /// <summary>As small as an event of ours can be, filled up to its size. The time that it carries is that of its making.</summary>
    public static byte[] SmallEvent(long seq)
    {
        var sequence = Cursor.FormatSequence(seq);
        var json = new byte[Bytes];
        json.AsSpan().Fill((byte)'.');
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"specversion":"1.0","id":"{{{sequence}}}","source":"/streams/{{{Epoch}}}","type":"{{{EventTypes.Updated}}}","sequence":"{{{sequence}}}","data":{"at":"{{{TimeProvider.System.GetTimestamp():D20}}}","item":" """);
        Encoding.ASCII.GetBytes(text, json);
        "\"}}"u8.CopyTo(json.AsSpan(Bytes - 3));
        return json;
    }

    /// <summary>A whole event with little in it, which a page can be made of.</summary>
    public static byte[] WholeEvent(long seq)
    {
        var (sequence, at) = (Cursor.FormatSequence(seq), "2026-11-24T05:43:32.204518Z");
        var json = string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"specversion":"1.0","id":"{{{sequence}}}","source":"/streams/{{{Epoch}}}","type":"{{{EventTypes.Updated}}}","subject":"{{{Item}}}","time":"{{{at}}}","datacontenttype":"application/json","sequence":"{{{sequence}}}","data":{"at":"{{{TimeProvider.System.GetTimestamp():D20}}}","id":"{{{Item}}}","item":"x","attributes":{},"version":1,"createdAt":"{{{at}}}","updatedAt":"{{{at}}}","seq":{{{seq}}}}}""");
        return Encoding.ASCII.GetBytes(json);
    }

    public async Task PublishAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var seq = _head + 1;
            await _channel.BasicPublishAsync(MessagingNames.Exchange, EventTypes.Updated, mandatory: false, _makeEvent(seq));
            Volatile.Write(ref _head, seq);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _channel.DisposeAsync();
        await _history.DisposeAsync();
    }

    /// <summary>No history is needed, because nobody falls behind and the broker loses nothing.</summary>
    private Task AnswerAsync(HttpContext context)
    {
        var limit = context.Request.Query["limit"].ToString();
        var asked = Cursor.TryParse(context.Request.Query["after"], out var after) ? after.Seq : Head;
        context.Response.Headers[StreamNames.CursorHeader] = new Cursor(Epoch, limit == "0" ? Head : asked).ToString();
        context.Response.ContentType = MessagingNames.EventBatchContentType;
        return context.Response.WriteAsync("[]");
    }
}
