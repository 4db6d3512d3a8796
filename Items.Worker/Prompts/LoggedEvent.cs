namespace Items.Worker.Prompts;

/// <summary>What a prompt is read for in a CloudEvent of the log.</summary>
/// <param name="Sequence">The CloudEvents extension: the event's number, 20 digits.</param>
public sealed record LoggedEvent(string? Sequence);
