using System.Net;

namespace Items.Verifier.Streams;

/// <summary>A stream was not opened, or was ended, with a reason.</summary>
public sealed class StreamRefusedException(HttpStatusCode status, string detail) : Exception($"{(int)status}: {detail}")
{
    /// <summary>The status of the refusal; the close code 4410 counts as 410.</summary>
    public HttpStatusCode Status { get; } = status;
}
