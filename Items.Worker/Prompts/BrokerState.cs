using MassTransit;

namespace Items.Worker.Prompts;

/// <summary>Logs when the broker goes and when it comes back: once each, however often the connection is tried meanwhile.</summary>
internal sealed partial class BrokerState(ILogger<BrokerState> logger) : IReceiveEndpointObserver
{
    private const int Unknown = 0;
    private const int Connected = 1;
    private const int Away = 2;

    private int _state;

    public Task Ready(ReceiveEndpointReady ready)
    {
        if (Interlocked.Exchange(ref _state, Connected) != Connected)
        {
            Consuming();
        }

        return Task.CompletedTask;
    }

    public Task Faulted(ReceiveEndpointFaulted faulted)
    {
        if (Interlocked.Exchange(ref _state, Away) is Unknown or Connected)
        {
            NotConsuming(faulted.Exception?.Message ?? "unknown");
        }

        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "The broker prompts deliveries")]
    private partial void Consuming();

    [LoggerMessage(LogLevel.Warning, "The broker is not reachable, deliveries are found by looking: {Reason}")]
    private partial void NotConsuming(string reason);
}
