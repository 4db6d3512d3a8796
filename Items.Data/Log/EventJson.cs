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
        _buffer.ResetWrittenCount();
        _writer.Reset(_buffer);
        Span<byte> sequence = stackalloc byte[Cursor.SequenceDigits];
        fields.Seq.TryFormat(sequence, out _, "D20", CultureInfo.InvariantCulture);

        _writer.WriteStartObject();
        _writer.WriteString("specversion"u8, "1.0"u8);
        _writer.WriteString("id"u8, sequence);
        _writer.WriteString("source"u8, Cursor.SourcePrefix + epoch);
        _writer.WriteString("type"u8, fields.Type);
        _writer.WriteString("subject"u8, fields.ItemId);
        WriteTime("time"u8, fields.At);
        _writer.WriteString("datacontenttype"u8, "application/json"u8);
        _writer.WriteString("sequence"u8, sequence);
        if (fields.Traceparent is { } traceparent)
        {
            _writer.WriteString("traceparent"u8, traceparent);
        }

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
        _writer.WriteEndObject();
        _writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    public void Dispose() => _writer.Dispose();

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
