namespace Items.Testing.Processes;

/// <summary>Signals of Linux on x64 and arm64.</summary>
public enum Signal
{
    Hangup = 1,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
