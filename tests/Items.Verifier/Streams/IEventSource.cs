using Items.Contracts;

namespace Items.Verifier.Streams;

/// <summary>One way to read the log.</summary>
public interface IEventSource
{
    /// <summary>One connection, from its opening to its end.</summary>
    /// <exception cref="StreamRefusedException">The server said why not.</exception>
    /// <exception cref="IOException">The connection could not be made, or broke.</exception>
    IAsyncEnumerable<ItemEvent> OpenAsync(Uri host, StreamQuery query, CancellationToken cancellationToken);
}
