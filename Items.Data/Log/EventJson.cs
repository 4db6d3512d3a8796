using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Items.Contracts;

namespace Items.Data.Log;

/// <summary>
/// The wire form of an event: CloudEvents 1.0.2 JSON with the extensions <c>sequence</c> and <c>traceparent</c>. The same row always gives the
/// same bytes, so what the broker carried and what history tells are interchangeable. Not for concurrent use.
/// </summary>
internal sealed class EventJson : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _writer;

    public EventJson() => _writer = new Utf8JsonWriter(_buffer, Options);

    public byte[] Write(string epoch, in EventFields fields)
    {
        Span<byte> sequence = stackalloc byte[Cursor.SequenceDigits];
        fields.Seq.TryFormat(sequence, out _, "D20", CultureInfo.InvariantCulture);
        Begin(sequence);
        WriteContext(epoch, fields.Type, fields.ItemId, fields.At);
        WriteContentType();
        _writer.WriteString("sequence"u8, sequence);
        if (fields.Traceparent is { } traceparent)
        {
            _writer.WriteString("traceparent"u8, traceparent);
        }

        WriteData(fields);
        return End();
    }

    /// <summary>An item as it is, for a reader who has yet to reach a position: the event has no <c>sequence</c>.</summary>
    public byte[] WriteSnapshot(string epoch, in EventFields fields)
    {
        Span<byte> id = stackalloc byte[Cursor.SequenceDigits + SnapshotSuffix.Length];
        fields.Seq.TryFormat(id, out _, "D20", CultureInfo.InvariantCulture);
        SnapshotSuffix.CopyTo(id[Cursor.SequenceDigits..]);
        Begin(id);
        WriteContext(epoch, EventTypes.Snapshot, fields.ItemId, fields.At);
        WriteContentType();
        WriteData(fields);
        return End();
    }

    /// <summary>That an item is not there, or not among those asked for.</summary>
    /// <param name="epoch">The log's life.</param>
    /// <param name="itemId">The item.</param>
    /// <param name="position">The log's head at which it is so.</param>
    /// <param name="at">When that was.</param>
    public byte[] WriteRemoved(string epoch, Guid itemId, long position, DateTime at)
    {
        Begin(System.Text.Encoding.ASCII.GetBytes($"{itemId}-{Cursor.FormatSequence(position)}-removed"));
        WriteContext(epoch, EventTypes.Snapshot, itemId, at);
        _writer.WriteNull("data"u8);
        return End();
    }

    public void Dispose() => _writer.Dispose();

    private static ReadOnlySpan<byte> SnapshotSuffix => "-snapshot"u8;

    private void Begin(ReadOnlySpan<byte> id)
    {
        _buffer.ResetWrittenCount();
        _writer.Reset(_buffer);
        _writer.WriteStartObject();
        _writer.WriteString("specversion"u8, "1.0"u8);
        _writer.WriteString("id"u8, id);
    }

    private void WriteContext(string epoch, string type, Guid itemId, DateTime at)
    {
        _writer.WriteString("source"u8, Cursor.SourcePrefix + epoch);
        _writer.WriteString("type"u8, type);
        _writer.WriteString("subject"u8, itemId);
        WriteTime("time"u8, at);
    }

    private void WriteContentType() => _writer.WriteString("datacontenttype"u8, "application/json"u8);

    private void WriteData(in EventFields fields)
    {
        _writer.WriteStartObject("data"u8);
        _writer.WriteString("id"u8, fields.ItemId);
        _writer.WriteString("item"u8, fields.Text);
        _writer.WritePropertyName("attributes"u8);
        _writer.WriteRawValue(fields.Attributes, skipInputValidation: true);
        _writer.WriteNumber("version"u8, fields.Version);
        WriteTime("createdAt"u8, fields.CreatedAt);
        WriteTime("updatedAt"u8, fields.At);
        _writer.WriteNumber("seq"u8, fields.Seq);
        _writer.WriteEndObject();
    }

    private byte[] End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    private void WriteTime(ReadOnlySpan<byte> name, DateTime time)
    {
        Span<byte> text = stackalloc byte[27];
        time.TryFormat(text, out _, Rfc3339Converter.Format, CultureInfo.InvariantCulture);
        _writer.WriteString(name, text);
    }
}

/// <summary>The columns of an event that its wire form shows; times are UTC.</summary>
internal readonly record struct EventFields(
    long Seq, string Type, Guid ItemId, string Text, string Attributes, int Version, DateTime CreatedAt, DateTime At, string? Traceparent);
