using System.Text;
using Items.Contracts;

namespace Items.StreamGateway.Tests.World;

/// <summary>Events as the log writes them.</summary>
internal static class Event
{
    public static readonly Guid Subject = Guid.Parse("019a0000-0000-7000-8000-000000000001");

    public static byte[] Create(
        string epoch, long seq, string type = EventTypes.Created, Guid? subject = null, string attributes = "{}", string text = "New Item", string? traceparent = null)
    {
        var id = subject ?? Subject;
        var sequence = Cursor.FormatSequence(seq);
        var trace = traceparent is null ? "" : $"\"traceparent\":\"{traceparent}\",";
        const string At = "2026-11-22T21:40:00.123456Z";
        var head = $$"""{"specversion":"1.0","id":"{{sequence}}","source":"/streams/{{epoch}}","type":"{{type}}","subject":"{{id}}","time":"{{At}}",""";
        var middle = $$"""
            "datacontenttype":"application/json","sequence":"{{sequence}}",{{trace}}"data":{"id":"{{id}}","item":"{{text}}",
            """;
        return Encoding.UTF8.GetBytes($$$"""{{{head}}}{{{middle}}}"attributes":{{{attributes}}},"version":1,"createdAt":"{{{At}}}","updatedAt":"{{{At}}}","seq":{{{seq}}}}}""");
    }
}
