namespace Items.Contracts;

/// <summary>TCP ports on loopback when nothing assigns one.</summary>
public static class DefaultPorts
{
    /// <summary>The front door.</summary>
    public const int Web = 5000;
    public const int Api = 5001;
    public const int Gateway = 5002;
    public const int Worker = 5003;
}
