using System.Buffers;
using Items.StreamGateway.History;
using Items.StreamGateway.Subscribers;

namespace Items.StreamGateway.Tests.World;

/// <summary>One empty page, that the test gives when it likes, for a subscriber who has to take a turn for it.</summary>
internal sealed class OnePage : PageSource<HistoryPage>
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isRead;

    /// <summary>The turn has been taken.</summary>
    public Task Asked => _asked.Task;

    /// <summary>So many reads fail before one gets the page.</summary>
    public int Failures { get; init; }

    /// <summary>Reads so far.</summary>
    public int Reads { get; private set; }

    public override bool HasMore => !_isRead;

    public OnePage Give()
    {
        _given.TrySetResult();
        return this;
    }

    public override async Task<HistoryPage> ReadAsync(CancellationToken cancellationToken)
    {
        _asked.TrySetResult();
        await _given.Task;
        if (++Reads <= Failures)
        {
            throw new HistoryUnavailableException("Not now.");
        }

        _isRead = true;
        return new HistoryPage(ArrayPool<byte>.Shared.Rent(1), [], new Contracts.Cursor("6923a1c4", 0));
    }

    public override int Fill(HistoryPage page, int next, ref FrameBatch batch) => next;
}
