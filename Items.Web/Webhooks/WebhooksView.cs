using Items.Contracts.Webhooks;
using Items.Web.Upstream;

namespace Items.Web.Webhooks;

/// <summary>Everything the page of webhooks shows.</summary>
public sealed record WebhooksView
{
    public required WebhooksPlace Place { get; init; }

    public required Answer<WebhookPage> List { get; init; }

    /// <summary>The attempts of those webhooks whose attempts are looked at.</summary>
    public required IReadOnlyDictionary<Guid, Answer<WebhookAttempts>> Attempts { get; init; }

    public AddWebhookForm Add { get; init; } = AddWebhookForm.New();

    public WebhookQuestion? Question { get; init; }

    /// <summary>A secret that was made just now: shown in this answer and never again.</summary>
    public WebhookSecret? Secret { get; init; }

    /// <summary>What was just done, in words.</summary>
    public string? Notice { get; init; }

    public Answer<WebhookAttempts>? AttemptsOf(Guid id) => Attempts.TryGetValue(id, out var attempts) ? attempts : default(Answer<WebhookAttempts>?);
}

/// <summary>The form that adds a webhook.</summary>
/// <param name="Id">The id the new webhook will have, made with the form: sending the form twice adds one webhook.</param>
/// <param name="Draft">What was typed.</param>
/// <param name="Problem">Why it was not taken.</param>
public sealed record AddWebhookForm(Guid Id, WebhookDraft Draft, Problem? Problem = null)
{
    public static AddWebhookForm New() => new(Guid.CreateVersion7(), WebhookDraft.Empty);
}

/// <summary>What is asked in a row before something is done, or why it was not done.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Version">The state that the answer will be about.</param>
/// <param name="Typed">The position that was typed.</param>
/// <param name="Problem">Why it was not done.</param>
public sealed record WebhookQuestion(Guid Id, WebhookQuestionKind Kind, int Version, string Typed = "", Problem? Problem = null);

/// <summary>What can be asked.</summary>
public enum WebhookQuestionKind
{
    /// <summary>Nothing: only a problem is shown.</summary>
    None,

    /// <summary>From where to deliver again.</summary>
    Replay,

    /// <summary>Whether to make another secret.</summary>
    Rotate,

    /// <summary>Whether to delete.</summary>
    Delete,
}
