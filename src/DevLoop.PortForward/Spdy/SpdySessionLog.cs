using Microsoft.Extensions.Logging;

namespace DevLoop.PortForward.Spdy;

/// <summary>Log messages of SPDY sessions: event ids 1000 to 1099.</summary>
internal static partial class SpdySessionLog
{
    [LoggerMessage(1000, LogLevel.Debug, "SPDY session ended ({Error}): {Message}")]
    public static partial void Ended(ILogger logger, PortForwardError error, string message, Exception? cause);

    [LoggerMessage(1001, LogLevel.Debug, "The transport of a SPDY session did not close cleanly")]
    public static partial void TransportNotDisposed(ILogger logger, Exception cause);
}
