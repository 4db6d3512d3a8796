using System.IO.Pipelines;

namespace Items.StreamGateway.Subscribers;

/// <summary>
/// Frames on their way into the connection's pipe: copied into its blocks one after the other, handed over as one write. Nothing is rented while a
/// subscriber has nothing to write. A ref struct: it lives between two awaits, and its owner is the only writer of the pipe.
/// </summary>
internal ref struct FrameBatch(PipeWriter output)
{
    private Span<byte> _block;
    private int _used;

    /// <summary>Bytes added so far.</summary>
    public int Bytes { get; private set; }

    // Hop 7 of 8: bytes that were framed once, when the event arrived, are copied behind those already waiting; one flush sends them all.
    public void Add(scoped ReadOnlySpan<byte> frame)
    {
        Bytes += frame.Length;
        while (!frame.TryCopyTo(_block[_used..]))
        {
            var fits = _block.Length - _used;
            frame[..fits].CopyTo(_block[_used..]);
            frame = frame[fits..];
            _used += fits;
            Complete();
            _block = output.GetSpan();
        }

        _used += frame.Length;
    }

    /// <summary>Hands the bytes to the pipe; flushing is the caller's.</summary>
    public void Complete()
    {
        if (_used > 0)
        {
            output.Advance(_used);
        }

        _block = default;
        _used = 0;
    }
}
