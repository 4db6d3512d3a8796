using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Items.Contracts;
using Microsoft.AspNetCore.Http;

namespace Items.StreamGateway.Tests.World;

/// <summary>The Api's snapshots over the log in memory: the same promise and the same form, with a place for a test to answer by itself.</summary>
internal sealed class FakeSnapshots(FakeHistory history)
{
    private readonly Lock _lock = new();
    private readonly List<string> _changed = [];
    private readonly Dictionary<string, State> _table = new(StringComparer.Ordinal);
    private string? _epoch;

    /// <summary>The queries that were answered, in order.</summary>
    public ConcurrentQueue<IQueryCollection> Queries { get; } = new();

    /// <summary>Answers instead of the snapshot when it returns true.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    public async Task AnswerAsync(HttpContext context)
    {
        Queries.Enqueue(context.Request.Query);
        if (Instead is { } instead && await instead(context))
        {
            return;
        }

        var (lines, next, end) = Read(context.Request.Query["page"].ToString().Split('.'), (int)Number(context.Request.Query["limit"].ToString()));
        if (lines is null)
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return;
        }

        await WriteAsync(context, lines, next, end);
    }

    public static async Task WriteAsync(HttpContext context, IEnumerable<string> events, string? next, Cursor? end)
    {
        if (next is not null)
        {
            context.Response.Headers.Link = $"</api/snapshot?limit=1&page={next}>; rel=\"next\"";
        }
        else
        {
            context.Response.Headers[StreamNames.CursorHeader] = end?.ToString();
        }

        context.Response.ContentType = MessagingNames.EventBatchContentType;
        await context.Response.WriteAsync($"[{string.Join(',', events)}]", Encoding.UTF8);
    }

    /// <summary>The event <c>item.snapshot</c> of an item's data; of an item that is not there.</summary>
    public static string Event(string epoch, string subject, string? data, string type = EventTypes.Snapshot)
    {
        const string At = "2026-11-22T21:40:00.123456Z";
        var content = data is null ? "" : "\"datacontenttype\":\"application/json\",";
        return $$"""{"specversion":"1.0","id":"{{Guid.CreateVersion7()}}-snapshot","source":"/streams/{{epoch}}","type":"{{type}}","subject":"{{subject}}","time":"{{At}}",{{content}}"data":{{data ?? "null"}}}""";
    }

    private static string Line(string epoch, string subject, State? item) => Event(epoch, subject, item?.Data);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private (List<string>? Lines, string? Next, Cursor End) Read(string[] page, int limit)
    {
        lock (_lock)
        {
            var (epoch, oldest) = Follow();
            var head = _changed.Count;
            var (position, listed, bound) = page.Length == 4 ? (Number(page[1]), Number(page[2]), Number(page[3])) : (head, 0, head);
            if (page.Length == 4 && (page[0] != epoch || position > head || position < oldest - 1))
            {
                return default;
            }

            var changed = _changed.Skip((int)position).Distinct(StringComparer.Ordinal).Take(limit + 1).ToList();
            var lines = changed.Take(limit).Select(id => Line(epoch, id, _table.GetValueOrDefault(id))).ToList();
            if (changed.Count > limit)
            {
                return (lines, $"{epoch}.{_changed.IndexOf(changed[limit], (int)position)}.{listed}.{bound}", default);
            }

            var rows = _table.Values.Where(item => item.CreatedSeq > listed && item.CreatedSeq <= bound)
                .OrderBy(item => item.CreatedSeq).Take(limit - lines.Count + 1).ToList();
            var shown = rows.Take(limit - lines.Count).ToList();
            lines.AddRange(shown.Select(item => Line(epoch, item.Id, item)));
            var place = $"{epoch}.{head}.{(shown.Count > 0 ? shown[^1].CreatedSeq : listed)}.{bound}";
            return (lines, rows.Count > shown.Count ? place : null, new Cursor(epoch, head));
        }
    }

    /// <summary>Applies what the log has more.</summary>
    private (string Epoch, long Oldest) Follow()
    {
        var (epoch, oldest, log) = history.ReadLog(_epoch == history.Epoch ? _changed.Count : 0);
        if (epoch != _epoch)
        {
            _epoch = epoch;
            _changed.Clear();
            _table.Clear();
        }

        foreach (var json in log)
        {
            var change = JsonElement.Parse(json);
            var id = change.GetProperty("subject").GetString()!;
            _changed.Add(id);
            if (change.GetProperty("type").GetString() == EventTypes.Deleted)
            {
                _table.Remove(id);
            }
            else
            {
                var createdSeq = _table.TryGetValue(id, out var known) ? known.CreatedSeq : _changed.Count;
                _table[id] = new State(id, createdSeq, change.GetProperty("data").GetRawText());
            }
        }

        return (epoch, oldest);
    }

    private sealed record State(string Id, long CreatedSeq, string Data);
}
