using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.Worker.Prompts;

/// <summary>How the broker tells the Workers that the log has grown.</summary>
public sealed class PromptOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "WebhookPrompts";

    /// <summary>Messages that the queue <c>items.webhooks</c> keeps; the broker drops the oldest beyond, which loses nothing: each says only that there is something newer. Used when the queue is made.</summary>
    [Range(1, 1_000_000)]
    public int QueueMaxLength { get; set; } = 1_000;

    /// <summary>Messages that a Worker holds until it has looked at the log; as many are answered by one look.</summary>
    [Range(1, 10_000)]
    public int Prefetch { get; set; } = 100;
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class PromptOptionsValidator : IValidateOptions<PromptOptions>;
