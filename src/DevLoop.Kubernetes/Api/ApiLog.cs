using Microsoft.Extensions.Logging;

namespace DevLoop.Kubernetes.Api;

/// <summary>What requests leave in the log: paths and statuses, never headers or bodies.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(2001, LogLevel.Debug, "{Method} {Path} answered {Status} after {Elapsed}")]
    public static partial void Answered(ILogger logger, string method, string path, int status, TimeSpan elapsed);

    [LoggerMessage(2002, LogLevel.Debug, "{Method} {Path} failed after {Elapsed}")]
    public static partial void Failed(ILogger logger, Exception e, string method, string path, TimeSpan elapsed);

    [LoggerMessage(2003, LogLevel.Debug, "The credentials were refused with 401; asking for fresh ones")]
    public static partial void CredentialsRefused(ILogger logger);

    [LoggerMessage(2004, LogLevel.Debug, "The list of {Resource} expired between its pages; starting over")]
    public static partial void ListExpired(ILogger logger, string resource);

    [LoggerMessage(2005, LogLevel.Debug, "Upgrade to {Transport} for {Pod} was refused: {Why}")]
    public static partial void UpgradeRefused(ILogger logger, Exception e, PortForwardTransport transport, string pod, string why);

    [LoggerMessage(2006, LogLevel.Debug, "Upgrades of this cluster use {Transport} from now on")]
    public static partial void UpgradeSettled(ILogger logger, PortForwardTransport transport);
}
