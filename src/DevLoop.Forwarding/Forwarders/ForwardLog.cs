using System.Net;
using DevLoop.Forwarding.Configuration;
using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>What forwarders leave in the log: event ids 4200 to 4299.</summary>
internal static partial class ForwardLog
{
    [LoggerMessage(4201, LogLevel.Debug, "{Entry}: a connection failed")]
    public static partial void ConnectionFailed(ILogger logger, Exception? e, PortForwardEntry entry);

    [LoggerMessage(4202, LogLevel.Error, "{Entry}: a connection failed in a way that was not expected")]
    public static partial void ConnectionFailedUnexpectedly(ILogger logger, Exception e, PortForwardEntry entry);

    [LoggerMessage(4203, LogLevel.Debug, "Pod {Pod} did not take the first session, connections will try again")]
    public static partial void NotYetOpen(ILogger logger, Exception e, string pod);

    [LoggerMessage(4204, LogLevel.Debug, "{Entry}: attempt {Attempt} failed, the next one in {Delay}")]
    public static partial void Retrying(ILogger logger, Exception e, PortForwardEntry entry, int attempt, TimeSpan delay);

    [LoggerMessage(4205, LogLevel.Debug, "{Entry}: the local client went away")]
    public static partial void ClientLeft(ILogger logger, Exception? e, PortForwardEntry entry);

    [LoggerMessage(4206, LogLevel.Error, "{Entry}: the forward failed, attempt {Attempt}; the next one in {Delay}")]
    public static partial void ForwarderFailed(ILogger logger, Exception e, PortForwardEntry entry, int attempt, TimeSpan delay);

    [LoggerMessage(4207, LogLevel.Error, "{Entry}: the forward failed while it ended")]
    public static partial void EndFailed(ILogger logger, Exception e, PortForwardEntry entry);

    [LoggerMessage(4208, LogLevel.Warning, "{Entry}: {Local} accepts no connection at the moment; trying on")]
    public static partial void AcceptFailed(ILogger logger, Exception e, PortForwardEntry entry, IPEndPoint local);
}
