using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.Sessions;

/// <summary>What the pool of sessions leaves in the log: event ids 4500 to 4599.</summary>
internal static partial class SessionPoolLog
{
    [LoggerMessage(4501, LogLevel.Debug, "Pod {Pod} took no session")]
    public static partial void NotOpened(ILogger logger, Exception e, string pod);

    [LoggerMessage(4502, LogLevel.Debug, "A session did not show in time that nothing is left of its connections, and is closed")]
    public static partial void NotProven(ILogger logger, Exception e);

    [LoggerMessage(4503, LogLevel.Warning, "Pod {Pod} has {Sessions} sessions that take no connections because some that they carry are not read: new connections wait")]
    public static partial void Full(ILogger logger, string pod, int sessions);
}
