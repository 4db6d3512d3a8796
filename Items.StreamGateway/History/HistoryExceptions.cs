namespace Items.StreamGateway.History;

/// <summary>The Api serves no history after this position: another epoch, ahead of the head, or older than what is retained.</summary>
internal sealed class HistoryGoneException() : Exception("The position is gone from the history.");

/// <summary>The Api did not answer, or not in a form that can be used. Trying again later is right.</summary>
internal sealed class HistoryUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
