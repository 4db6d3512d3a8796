using Items.StreamGateway.History;

namespace Items.StreamGateway.Subscribers;

/// <summary>What one subscriber is served page by page, in <see cref="Turns"/>.</summary>
internal abstract class PageSource<TPage>
    where TPage : EventPage
{
    /// <summary>False when the subscriber needs no further page of this.</summary>
    public abstract bool HasMore { get; }

    /// <summary>Reads the page that comes next.</summary>
    /// <exception cref="HistoryGoneException">There is none, and there will be none.</exception>
    /// <exception cref="HistoryUnavailableException">Not now.</exception>
    public abstract Task<TPage> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes from the page's event <paramref name="next"/> on what one batch holds, at least one event; returns where to go on.</summary>
    public abstract int Fill(TPage page, int next, ref FrameBatch batch);

    /// <summary>The page is given back.</summary>
    /// <param name="page">The page.</param>
    /// <param name="written">Events of it that were written. What was not is lost with the page.</param>
    /// <param name="inTime">The peer took what was written while the page was held.</param>
    public virtual void EndTurn(TPage page, int written, bool inTime)
    {
    }
}
