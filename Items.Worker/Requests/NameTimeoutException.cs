namespace Items.Worker.Requests;

/// <summary>The time for a connection ended before the name was looked up.</summary>
internal sealed class NameTimeoutException(string message, Exception innerException) : TimeoutException(message, innerException);
