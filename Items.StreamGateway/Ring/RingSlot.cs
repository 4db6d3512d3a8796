namespace Items.StreamGateway.Ring;

/// <summary>What a segment knows of one event beside its bytes. Offsets are those of the segment's bytes.</summary>
internal struct RingSlot
{
    public string Type;
    public Guid? Subject;

    /// <summary>Where the WebSocket frame starts. It ends where the next one starts.</summary>
    public int Frame;
    public int JsonStart;
    public int JsonLength;

    /// <summary>Where what precedes the JSON in SSE starts.</summary>
    public int Head;
    public int HeadLength;

    /// <summary>Offset of <c>data.attributes</c> from the event's first byte.</summary>
    public int AttributesStart;
    public int AttributesLength;

    /// <summary>Not 0: the event is traced, and nobody has delivered it yet. Its trace stands behind its head.</summary>
    public int Undelivered;
}
