using System.Text;

namespace Items.Web.Live;

/// <summary>Blocks of an event stream (WHATWG HTML, server-sent events).</summary>
internal static class SseFrame
{
    public static byte[] Online { get; } = Event("state", "live");

    public static byte[] Offline { get; } = Event("state", "reconnecting");

    public static byte[] Heartbeat { get; } = Event("beat", "");

    /// <summary>A message with an id. Every line of the data gets its own field, whichever way the line ends: nothing in the data can end the block.</summary>
    public static byte[] Message(string id, string data)
    {
        var frame = new StringBuilder(data.Length + 64).Append("id: ").Append(id).Append('\n');
        foreach (var line in Lines(data))
        {
            frame.Append("data: ").Append(line).Append('\n');
        }

        return Encoding.UTF8.GetBytes(frame.Append('\n').ToString());
    }

    /// <summary>Tells a page to read its list anew, and where it stands then.</summary>
    public static byte[] Refresh(string id) => Encoding.UTF8.GetBytes($"id: {id}\nevent: refresh\ndata: \n\n");

    private static byte[] Event(string name, string data) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {data}\n\n");

    private static string[] Lines(string data) => data.Split(["\r\n", "\n", "\r"], StringSplitOptions.None);
}
