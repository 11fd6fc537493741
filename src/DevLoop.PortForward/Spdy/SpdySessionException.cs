namespace DevLoop.PortForward.Spdy;

/// <summary>The other side did what ends the whole session. Thrown by the codec, turned into the session's <see cref="SessionEnd"/>.</summary>
internal sealed class SpdySessionException(PortForwardError error, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public PortForwardError Error { get; } = error;
}
