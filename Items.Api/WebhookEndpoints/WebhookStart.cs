using Items.Api.Problems;
using Items.Contracts;
using Items.Data.Log;

namespace Items.Api.WebhookEndpoints;

internal static class WebhookStart
{
    /// <summary>
    /// Where a client wants delivery to begin, in the log's life. Looked at before it is stored: should the log lose the position meanwhile, by its retention or a new life, the Worker finds that out, as it does at
    /// any later time, and suspends the webhook.
    /// </summary>
    /// <exception cref="RequestRefusedException">The log does not serve it.</exception>
    public static async Task<Cursor> FindAsync(LogReader log, Cursor after, CancellationToken cancellationToken)
    {
        var page = await log.ReadPositionAsync(cancellationToken);
        return page.Refusal(after) is { } refusal
            ? throw new RequestRefusedException(ApiProblems.CursorGone(refusal))
            : after with { Epoch = page.Epoch };
    }
}
