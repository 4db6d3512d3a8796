using System.Text.Json;
using Items.Contracts;
using Microsoft.AspNetCore.Http;

namespace Items.Web.Tests.Upstream;

/// <summary>A gateway's event stream, with the ways in which it can go wrong.</summary>
public sealed class ScriptedGateway(ScriptedLog log)
{
    private int _opened;
    private CancellationTokenSource _cut = new();

    /// <summary>How often the stream was asked for.</summary>
    public int Opened => _opened;

    /// <summary>True: the next position is refused as no longer served.</summary>
    public bool IsPositionGone { get; set; }

    /// <summary>Written once in place of the next events.</summary>
    public string? Hostile { get; set; }

    /// <summary>Breaks every open stream off.</summary>
    public void Cut() => Interlocked.Exchange(ref _cut, new()).Cancel();

    public async Task ServeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _opened);
        _ = Cursor.TryParse(context.Request.Query["after"].ToString(), out var after);
        if (IsPositionGone || after.Epoch != log.Epoch || after.Seq > log.Head.Seq)
        {
            IsPositionGone = false;
            await Results.Problem(statusCode: 410, type: ProblemTypes.CursorGone).ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(": hello\n\n");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _cut.Token);
        try
        {
            for (var position = after.Seq; ;)
            {
                position = await WriteAsync(context.Response, position, end.Token);
                await context.Response.Body.FlushAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private async Task<long> WriteAsync(HttpResponse response, long position, CancellationToken cancellationToken)
    {
        var changed = log.Changed;
        var events = log.After(position);
        if (events.Count == 0)
        {
            await changed.WaitAsync(cancellationToken);
            return position;
        }

        if (Hostile is { } hostile)
        {
            Hostile = null;
            await response.WriteAsync(hostile, cancellationToken);
            return position;
        }

        foreach (var change in events)
        {
            var json = JsonSerializer.Serialize(change, ContractsJson.Default.ItemEvent);
            await response.WriteAsync($"id: {new Cursor(log.Epoch, ++position)}\nevent: {change.Type}\ndata: {json}\n\n", cancellationToken);
        }

        return position;
    }
}
