namespace DevLoop.PortForward;

/// <summary>A forwarded connection, or the session under it, failed.</summary>
public sealed class PortForwardException(PortForwardError error, string message, Exception? innerException = null)
    : IOException(message, innerException)
{
    /// <summary>What failed.</summary>
    public PortForwardError Error { get; } = error;
}
