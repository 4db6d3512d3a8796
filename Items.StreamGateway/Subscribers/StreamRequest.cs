using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Items.Contracts;
using Items.StreamGateway.Snapshots;

namespace Items.StreamGateway.Subscribers;

/// <summary>What a client asks for: where to start and what to see.</summary>
/// <param name="After">The position that it has; null for none.</param>
/// <param name="Filter">What it wants to see; null for everything.</param>
/// <param name="Snapshot">What to begin with when it has no position, or none that is served; null for nothing.</param>
internal sealed record StreamRequest(Cursor? After, EventFilter? Filter, SnapshotFilter? Snapshot)
{
    private const string LastEventIdHeader = "Last-Event-ID";
    private static readonly string[] Parameters = ["after", "types", "subject", "attributes", "snapshot"];
    private static readonly JsonDocumentOptions FilterJson = new() { MaxDepth = ItemLimits.MaxJsonDepth, AllowDuplicateProperties = false };

    /// <summary>
    /// Reads the query and, over it, <c>Last-Event-ID</c>: a browser that reconnects sends the URL it was opened with and, in the header, how far it has come since.
    /// </summary>
    public static StreamRequest? Parse(HttpRequest request, SubscriberOptions limits, List<InvalidInput> errors)
    {
        foreach (var (name, values) in request.Query)
        {
            if (!Parameters.Contains(name, StringComparer.Ordinal))
            {
                errors.Add(new InvalidInput($"Unknown parameter. There are {string.Join(", ", Parameters)}.", Parameter: name));
            }
            else if (values.Count != 1)
            {
                errors.Add(new InvalidInput("Give it once.", Parameter: name));
            }
        }

        var after = ParseAfter(request, errors);
        var types = ParseTypes(Value(request, "types"), errors);
        var subjects = ParseSubjects(Value(request, "subject"), limits.MaxSubjects, errors);
        var attributes = ParseAttributes(Value(request, "attributes"), limits.MaxAttributesBytes, errors);
        var filter = types is null && subjects is null && attributes is null ? null : new EventFilter(types, subjects, attributes);
        var snapshot = ParseSnapshot(Value(request, "snapshot"), errors) ? SnapshotFilter.Of(filter, errors) : null;
        return errors.Count == 0 ? new StreamRequest(after, filter, snapshot) : null;
    }

    private static string? Value(HttpRequest request, string name) => request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    private static Cursor? ParseAfter(HttpRequest request, List<InvalidInput> errors)
    {
        const string Expected = "A cursor is expected: an epoch of eight hexadecimal digits, '-', and twenty digits; or a bare number.";
        Cursor? after = null;
        if (Value(request, "after") is { } text)
        {
            after = Cursor.TryParse(text, out var cursor) ? cursor : null;
            if (after is null)
            {
                errors.Add(new InvalidInput(Expected, Parameter: "after"));
            }
        }

        var header = request.Headers[LastEventIdHeader].ToString();
        if (header.Length == 0)
        {
            return after;
        }

        if (Cursor.TryParse(header, out var last))
        {
            return last;
        }

        errors.Add(new InvalidInput(Expected, Header: LastEventIdHeader));
        return null;
    }

    private static bool ParseSnapshot(string? text, List<InvalidInput> errors)
    {
        if (text is not (null or "true" or "false"))
        {
            errors.Add(new InvalidInput("true or false is expected.", Parameter: "snapshot"));
        }

        return text == "true";
    }

    private static FrozenSet<string>? ParseTypes(string? text, List<InvalidInput> errors)
    {
        if (text is null)
        {
            return null;
        }

        var types = text.Split(',');
        var unknown = Array.Find(types, type => type != EventTypes.Checkpoint && !EventTypes.Stored.Contains(type, StringComparer.Ordinal));
        if (unknown is not null)
        {
            errors.Add(new InvalidInput($"A comma-separated list of {string.Join(", ", EventTypes.Stored)} is expected.", Parameter: "types"));
        }

        return types.ToFrozenSet(StringComparer.Ordinal);
    }

    private static FrozenSet<Guid>? ParseSubjects(string? text, int limit, List<InvalidInput> errors)
    {
        if (text is null)
        {
            return null;
        }

        var ids = new HashSet<Guid>();
        foreach (var part in text.Split(','))
        {
            if (!Guid.TryParseExact(part, "D", out var id) || (ids.Add(id) && ids.Count > limit))
            {
                errors.Add(new InvalidInput($"A comma-separated list of at most {limit} item ids is expected.", Parameter: "subject"));
                break;
            }
        }

        return ids.ToFrozenSet();
    }

    private static AttributesMatcher? ParseAttributes(string? text, int limit, List<InvalidInput> errors)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            if (Encoding.UTF8.GetByteCount(text) <= limit)
            {
                using var json = JsonDocument.Parse(text, FilterJson);
                if (json.RootElement.ValueKind == JsonValueKind.Object)
                {
                    InteroperableFilter.Require(json.RootElement);
                    return new AttributesMatcher(json.RootElement.Clone());
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Told below, like every other form that is not a small object of Unicode text.
        }

        errors.Add(new InvalidInput($"A JSON object of at most {limit} bytes is expected, no member twice.", Parameter: "attributes"));
        return null;
    }
}
