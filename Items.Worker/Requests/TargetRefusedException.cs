namespace Items.Worker.Requests;

/// <summary>Nothing is delivered to this address.</summary>
internal sealed class TargetRefusedException(string message) : IOException(message);
