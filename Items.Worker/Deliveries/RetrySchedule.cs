using Items.Contracts.Webhooks;
using Items.ServiceDefaults.Resilience;
using Items.Worker.Claims;
using Items.Worker.Requests;
using Microsoft.Extensions.Options;

namespace Items.Worker.Deliveries;

/// <summary>Where a webhook stands after an attempt, and when the next one is.</summary>
internal sealed class RetrySchedule(TimeProvider clock, IOptions<RetryOptions> options)
{
    private readonly RetryOptions _options = options.Value;

    /// <param name="before">Where it stood.</param>
    /// <param name="last">The last event of the request.</param>
    /// <param name="result">What became of it.</param>
    public Progress After(Progress before, long last, RequestResult result)
    {
        if (result.IsDelivered)
        {
            return new Progress(last);
        }

        var failed = before with { RetryThrough = last, Failures = before.Failures + 1, FailingSince = before.FailingSince ?? result.At, NextAttemptAt = null, IsEnd = true };
        if (result.IsGone)
        {
            return failed with { State = WebhookStates.Disabled, StateReason = WebhookStateReasons.Gone };
        }

        var now = clock.GetUtcNow();
        return now - failed.FailingSince >= _options.SuspendAfter
            ? failed with { State = WebhookStates.Suspended, StateReason = WebhookStateReasons.Failing }
            : failed with { NextAttemptAt = now + Pause(failed.Failures, result.RetryAfter) };
    }

    private TimeSpan Pause(int failures, TimeSpan? asked)
    {
        var ours = Backoff.After(failures, _options.FirstDelay, _options.MaxDelay);
        var theirs = asked > _options.MaxDelay ? _options.MaxDelay : asked ?? TimeSpan.Zero;
        return theirs > ours ? theirs : ours;
    }
}
