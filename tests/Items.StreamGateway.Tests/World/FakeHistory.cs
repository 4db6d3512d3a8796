using System.Globalization;
using Items.Contracts;
using Items.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Items.StreamGateway.Tests.World;

/// <summary>
/// The Api's history as the gateway knows it, over a log in memory, so that tests decide what the log holds, what of it the broker brings, and when it is down.
/// </summary>
internal sealed class FakeHistory : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<byte[]> _events = [];
    private readonly WebApplication _app;
    private string _epoch = "6923a1c4";
    private long _oldest = 1;
    private int _requests;
    private int _downAfter = int.MaxValue;

    private FakeHistory()
    {
        Port = FreePort.Reserve();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{Port}");
        _app = builder.Build();
        _app.MapGet("/api/events", AnswerAsync);
        Snapshots = new FakeSnapshots(this);
        _app.MapGet(StreamNames.SnapshotPath, context => IsDown ? RefuseAsync(context) : Snapshots.AnswerAsync(context));
    }

    public int Port { get; }

    public FakeSnapshots Snapshots { get; }

    /// <summary>Every request is answered with 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>Requests are not answered, for as long as whoever asks waits.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Requests so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public string Epoch
    {
        get
        {
            lock (_lock)
            {
                return _epoch;
            }
        }
    }

    public long Head
    {
        get
        {
            lock (_lock)
            {
                return _events.Count;
            }
        }
    }

    public static async Task<FakeHistory> StartAsync()
    {
        var history = new FakeHistory();
        await history._app.StartAsync();
        return history;
    }

    /// <summary>Appends events to the log and returns the last one's sequence number.</summary>
    public long Append(int count = 1, Func<long, byte[]>? make = null)
    {
        lock (_lock)
        {
            for (var i = 0; i < count; i++)
            {
                var seq = _events.Count + 1;
                _events.Add(make?.Invoke(seq) ?? Event.Create(_epoch, seq));
            }

            return _events.Count;
        }
    }

    public byte[] this[long seq]
    {
        get
        {
            lock (_lock)
            {
                return _events[(int)seq - 1];
            }
        }
    }

    /// <summary>The log begins a new life with so many events.</summary>
    public void Recreate(string epoch, int count)
    {
        lock (_lock)
        {
            _epoch = epoch;
            _oldest = 1;
            _events.Clear();
        }

        Append(count);
    }

    /// <summary>Events before this one are no longer retained.</summary>
    public void RetainFrom(long oldest)
    {
        lock (_lock)
        {
            _oldest = oldest;
        }
    }

    /// <summary>The log at one moment, after so many events.</summary>
    public (string Epoch, long Oldest, byte[][] Events) ReadLog(int skip = 0)
    {
        lock (_lock)
        {
            return (_epoch, _oldest, [.. _events.Skip(skip)]);
        }
    }

    /// <summary>Answers so many more requests and is down then.</summary>
    public void GoDownAfter(int answers) => Volatile.Write(ref _downAfter, Requests + answers);

    public Cursor CursorAt(long seq) => new(Epoch, seq);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _requests) > Volatile.Read(ref _downAfter))
        {
            (IsDown, _downAfter) = (true, int.MaxValue);
        }

        if (IsDown)
        {
            await RefuseAsync(context);
            return;
        }

        if (IsSilent)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        var limit = int.Parse(context.Request.Query["limit"].ToString(), CultureInfo.InvariantCulture);
        var after = Cursor.TryParse(context.Request.Query["after"].ToString(), out var cursor) ? cursor : (Cursor?)null;
        var page = Read(after, limit, out var head);
        context.Response.Headers[StreamNames.CursorHeader] = head.ToString();
        if (page is null)
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return;
        }

        context.Response.ContentType = MessagingNames.EventBatchContentType;
        await context.Response.Body.WriteAsync(page);
    }

    private byte[]? Read(Cursor? after, int limit, out Cursor head)
    {
        lock (_lock)
        {
            head = new Cursor(_epoch, _events.Count);
            if (after is { } position && ((position.Epoch ?? _epoch) != _epoch || position.Seq > head.Seq || position.Seq < _oldest - 1))
            {
                return null;
            }

            var from = (int)(after?.Seq ?? _oldest - 1);
            var page = new MemoryStream();
            page.WriteByte((byte)'[');
            for (var i = from; i < Math.Min(_events.Count, from + limit); i++)
            {
                page.Write(i > from ? ","u8 : default);
                page.Write(_events[i]);
            }

            page.WriteByte((byte)']');
            return page.ToArray();
        }
    }
}
