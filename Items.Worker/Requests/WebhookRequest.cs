namespace Items.Worker.Requests;

/// <summary>One attempt to be made.</summary>
/// <param name="Webhook">Whose it is.</param>
/// <param name="Url">Where to.</param>
/// <param name="MessageId">The header <c>webhook-id</c>.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="Body">What is signed and sent.</param>
/// <param name="Keys">Each of them signs.</param>
internal sealed record WebhookRequest(Guid Webhook, string Url, string MessageId, string ContentType, ReadOnlyMemory<byte> Body, IReadOnlyList<byte[]> Keys)
{
    /// <summary>1 for the first attempt of the same events.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Trace contexts of the events in it, as they stand in the log.</summary>
    public IReadOnlyList<string> Traces { get; init; } = [];
}
