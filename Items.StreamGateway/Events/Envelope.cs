namespace Items.StreamGateway.Events;

/// <summary>What the gateway knows of an event: where it stands in the log and what subscribers may filter by. The rest is bytes.</summary>
/// <param name="Seq">Position in the log, from 1; <see cref="Unnumbered"/> for an event that is not of the log.</param>
/// <param name="Epoch">The life of the log that numbered it: the eight hexadecimal digits as a number.</param>
/// <param name="Type">CloudEvents <c>type</c>; one of our own instances for the types we know, so that it costs no memory.</param>
/// <param name="Subject">CloudEvents <c>subject</c> when it is a UUID.</param>
/// <param name="AttributesStart">Offset of the value of <c>data.attributes</c> from the event's first byte.</param>
/// <param name="AttributesLength">Its length in bytes; 0 when there is none.</param>
/// <param name="Traceparent">The trace of the request that made the change, if it had one.</param>
internal readonly record struct Envelope(
    long Seq,
    uint Epoch,
    string Type,
    Guid? Subject,
    int AttributesStart,
    int AttributesLength,
    string? Traceparent)
{
    /// <summary>Stands for the position of an event that has none: a part of a snapshot.</summary>
    public const long Unnumbered = -1;

    public bool IsNumbered => Seq != Unnumbered;
}
